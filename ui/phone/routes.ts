// The screens and their addresses.
import type { RouteRecordRaw } from 'vue-router'

import { loadProblems } from '../kit/i18n'
import { inIdleTime } from '../kit/idle'
import { router } from './router'
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

const routes: RouteRecordRaw[] = [
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
]

routes.forEach((route) => router.addRoute(route))

/** Brings the other screens while nothing else is to be done, so that the first tap on them does not wait. */
export function bringOthers(): void {
  inIdleTime([...Object.values(later), loadProblems], 2_500)
}
