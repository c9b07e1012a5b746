// The dashboard's pages and their addresses. Hash addresses: the server gives one page and knows nothing of routes, and what stands
// behind the hash never reaches a server's trace.
import { createRouter, createWebHashHistory, type LocationQuery, type RouteLocationRaw } from 'vue-router'

import Overview from './screens/Overview.vue'

const later = {
  attention: () => import('./screens/Attention.vue'),
  households: () => import('./screens/Households.vue'),
  rescue: () => import('./screens/Rescue.vue'),
  household: () => import('./screens/Household.vue'),
}

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', component: Overview },
    { path: '/attention', component: later.attention },
    { path: '/households', component: later.households },
    { path: '/rescue', component: later.rescue },
    { path: '/household/:household(\\d+)', component: later.household, props: ({ params }) => ({ household: Number(params['household']) }) },
    { path: '/:rest(.*)', redirect: '/' },
  ],
  scrollBehavior: (to, from, saved) => (to.path === from.path ? undefined : saved || { left: 0, top: 0 }),
})

/** Brings the other pages while nothing else is to be done: the first click on them does not wait, and they open while the server is away. */
export function bringOthers(): void {
  window.setTimeout(() => Object.values(later).forEach((bring) => bring().catch(() => undefined)), 800)
}

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
export type CountedState = 'done' | 'tried' | 'missed' | 'unknown' | 'not_assigned' | 'open'

/** The list that a figure counts: checks that ask for somebody stand by whom to call, all others by household. */
export const toFigure = (state: CountedState, query: Query): RouteLocationRaw =>
  state === 'tried' || state === 'missed' || state === 'unknown' ? toAttention(Object.assign({ state }, query)) : toHouseholds(Object.assign({ only: state }, query))

export const toHousehold = (household: number, date?: string): RouteLocationRaw => ({ path: `/household/${household}`, query: given({ date }) })
