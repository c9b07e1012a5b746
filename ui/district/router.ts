// The dashboard's pages; shared/addresses.ts leads to them. Hash addresses: the server gives one page and knows nothing of routes, and what stands
// behind the hash never reaches a server's trace.
import { createRouter, createWebHashHistory } from 'vue-router'

import Overview from './overview/Overview.vue'

const later = {
  account: () => import('./account/Account.vue'),
  accounts: () => import('./accounts/Accounts.vue'),
  accessRecord: () => import('./accounts/AccessRecord.vue'),
  attention: () => import('./attention/Attention.vue'),
  overdue: () => import('./overdue/Overdue.vue'),
  households: () => import('./households/Households.vue'),
  import: () => import('./import/Import.vue'),
  rescue: () => import('./rescue/Rescue.vue'),
  household: () => import('./household/Household.vue'),
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: Overview },
    { path: '/attention', component: later.attention },
    { path: '/overdue', component: later.overdue },
    { path: '/households', component: later.households },
    { path: '/import', component: later.import },
    { path: '/rescue', component: later.rescue },
    { path: '/account', component: later.account },
    { path: '/accounts', component: later.accounts },
    { path: '/access-record', component: later.accessRecord },
    { path: '/household/:household(\\d+)', component: later.household, props: ({ params }) => ({ household: Number(params['household']) }) },
    { path: '/:rest(.*)', redirect: '/' },
  ],
  scrollBehavior: (to, from, saved) => (to.path === from.path ? undefined : saved || { left: 0, top: 0 }),
})

/** Brings the other pages while nothing else is to be done: the first click on them does not wait, and they open while the server is away. */
export function bringOthers(): void {
  window.setTimeout(() => Object.values(later).forEach((bring) => bring().catch(() => undefined)), 800)
}
