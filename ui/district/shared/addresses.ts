// The addresses of the pages, and what an address says. Knows no page, so that every page can lead to every other.
import type { LocationQuery, RouteLocationRaw } from 'vue-router'

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
export const toOverdue = (query: Query = {}): RouteLocationRaw => ({ path: '/overdue', query: given(query) })
export const toHouseholds = (query: Query = {}): RouteLocationRaw => ({ path: '/households', query: given(query) })

export type CountedState = 'done' | 'tried' | 'missed' | 'unknown' | 'not_assigned' | 'open'

/** The list that a figure counts: checks that ask for somebody stand by whom to call, all others by household. */
export const toFigure = (state: CountedState, query: Query): RouteLocationRaw =>
  state === 'tried' || state === 'missed' || state === 'unknown' ? toAttention(Object.assign({ state }, query)) : toHouseholds(Object.assign({ only: state }, query))

export const toHousehold = (household: number, date?: string): RouteLocationRaw => ({ path: `/household/${household}`, query: given({ date }) })
