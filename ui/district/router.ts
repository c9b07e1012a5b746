// The dashboard's pages and their addresses. Hash addresses: the server gives one page and knows nothing of routes, and what stands
// behind the hash never reaches a server's trace.
import { createRouter, createWebHashHistory, type LocationQuery, type RouteLocationRaw } from 'vue-router'

import Overview from './screens/Overview.vue'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: Overview },
    { path: '/attention', component: () => import('./screens/Attention.vue') },
    { path: '/households', component: () => import('./screens/Households.vue') },
    { path: '/household/:household(\\d+)', component: () => import('./screens/Household.vue'), props: ({ params }) => ({ household: Number(params['household']) }) },
    { path: '/:rest(.*)', redirect: '/' },
  ],
  scrollBehavior: (to, from, saved) => (to.path === from.path ? undefined : saved || { left: 0, top: 0 }),
})

/** One value of the address, when it stands there once and says something. */
export function asked(query: LocationQuery, key: string): string | undefined {
  const value = query[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function askedNumber(query: LocationQuery, key: string): number | undefined {
  const value = Number(asked(query, key))
  return Number.isInteger(value) && value >= 0 ? value : undefined
}

type Query = Record<string, string | number | undefined>

/** Without what is not set, so that addresses stay short. */
function given(query: Query): Record<string, string | number> {
  const set: Record<string, string | number> = {}
  for (const [key, value] of Object.entries(query)) if (value !== undefined) set[key] = value
  return set
}

export const toOverview = (query: Query = {}): RouteLocationRaw => ({ path: '/', query: given(query) })
export const toAttention = (query: Query = {}): RouteLocationRaw => ({ path: '/attention', query: given(query) })
export const toHouseholds = (query: Query = {}): RouteLocationRaw => ({ path: '/households', query: given(query) })
export const toHousehold = (household: number, date?: string): RouteLocationRaw => ({ path: `/household/${household}`, query: given({ date }) })
