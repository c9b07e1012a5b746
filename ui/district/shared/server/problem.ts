// A problem as the dashboard's pages get it, and the name under which its words stand.
import type { ApiCode, ApiProblem } from '../../generated/types'
import type { ProblemName } from '../../words'

export interface Problem extends Omit<ApiProblem, 'code'> {
  code: ApiCode | 'server_away'
}

/** The server did not answer at all, or not as this server does. */
export const serverAway = (): Problem => ({ code: 'server_away', values: {}, retry: true, reference: '' })

export const isProblem = (error: unknown): error is Problem =>
  typeof error === 'object' && error !== null && typeof (error as Problem).code === 'string' && typeof (error as Problem).values === 'object'

/** What only another program than this page runs into, and what the sign-in says itself, is said in general words. A device's words
 * about its own disk are not the server's. */
const NAMES: Record<Problem['code'], ProblemName> = {
  server_away: 'server_away',
  not_signed_in: 'other',
  wrong_sign_in: 'other',
  new_password_needed: 'other',
  weak_password: 'other',
  code_needed: 'other',
  second_factor_needed: 'other',
  wrong_code: 'other',
  account_locked: 'other',
  no_role: 'other',
  wrong_password: 'other',
  name_taken: 'name_taken',
  held_already: 'held_already',
  last_of_district: 'last_of_district',
  not_oneself: 'not_oneself',
  slow_down: 'slow_down',
  forbidden: 'forbidden',
  not_found: 'not_found',
  wrong_method: 'other',
  bad_request: 'bad_request',
  search_too_long: 'search_too_long',
  bad_rescue: 'bad_rescue',
  bad_roster: 'bad_roster',
  upload_gone: 'upload_gone',
  roster_changed: 'roster_changed',
  header_missing: 'other',
  foreign_origin: 'other',
  wrong_type: 'other',
  field_refused: 'other',
  changed_since: 'other',
  key_reused: 'other',
  too_large: 'too_large',
  wrong_signature: 'other',
  busy: 'server_busy',
  database_busy: 'database_away',
  disk_full: 'district_full',
  disk_failed: 'district_full',
  internal: 'other',
}

/** Where this page is older than its server, it does not know every code. */
export const wordsOf = (problem: Problem): ProblemName => NAMES[problem.code] || 'other'
