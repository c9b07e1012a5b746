// The screens and their addresses. Hash addresses: the shell and the bridge serve one page and know nothing of routes.
import { nextTick } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'

import { loadProblems } from '../kit/i18n'
import { inIdleTime } from '../kit/idle'
import Due from './screens/Due.vue'

const later = {
  diary: () => import('./screens/Diary.vue'),
  people: () => import('./screens/People.vue'),
  me: () => import('./screens/Me.vue'),
  household: () => import('./screens/Household.vue'),
  entry: () => import('./screens/Entry.vue'),
  outbox: () => import('./screens/Outbox.vue'),
  unsent: () => import('./screens/Unsent.vue'),
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/due' },
    { path: '/due', component: Due, meta: { tab: true } },
    { path: '/diary', component: later.diary, meta: { tab: true, button: true } },
    { path: '/people', component: later.people, meta: { tab: true } },
    { path: '/me', component: later.me, meta: { tab: true } },
    { path: '/household/:household(\\d+)', component: later.household, props: ({ params }) => ({ household: Number(params['household']) }) },
    { path: '/entry/:entry', component: later.entry, props: true },
    { path: '/outbox', component: later.outbox },
    { path: '/unsent', component: later.unsent },
    { path: '/:rest(.*)', redirect: '/due' },
  ],
  scrollBehavior: (to, from, saved) => (to.path === from.path ? undefined : saved || { left: 0, top: 0 }),
})

// A new screen takes the focus to its title, so that a screen reader begins there. A sheet does so by itself.
router.afterEach((to, from) => {
  if (to.path === from.path || !from.matched.length) return
  void nextTick(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }))
})

/** One step back, or to the due list where the page was opened on its own. */
export function goBack(): void {
  if ((window.history.state as { back?: string } | null)?.back) router.back()
  else void router.replace('/due')
}

/** Brings the other screens while nothing else is to be done, so that the first tap on them does not wait. */
export function bringOthers(): void {
  inIdleTime([...Object.values(later), loadProblems], 2_500)
}
