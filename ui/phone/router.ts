// The phone's router, and how to go back. It is made without routes, which routes.ts adds, so that screens and sheets can lead to
// others without knowing them. Hash addresses: the shell and the bridge serve one page and know nothing of routes.
import { nextTick } from 'vue'
import { createRouter, createWebHashHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [],
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
