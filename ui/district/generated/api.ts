// Made from the server's OpenAPI document by `cargo xtask codegen`. Change the routes in crates/server/src/routes instead.
import { path, question, stream, upload, write } from '../shared/server/request'
import type { Acted, AskingState, Attention, CorrectHousehold, CorrectResident, DeviceList, DistrictDevice, DistrictEvent, DistrictMe, HouseholdList, HouseholdPage, Only, Overview, RescueTaken, RevokeDevice, SignIn } from './types'

export type { Download, Question, Source, Stream } from '../shared/server/request'

/** One day's checks that are overdue, missed, unknown or only tried, by those who owe them. */
export const attention = (query: { date?: string; community?: number; state?: AskingState; hour?: number; cadre?: string; rows?: number } = {}) => question<Attention>('api/v1/attention', query)

/** Every device that was ever enrolled in the account's scope. */
export const devices = () => question<DeviceList>('api/v1/devices')

/** Confirms that a device is lost: it holds no coverage back until it reports again. For the district, and for a secretary whose community its cadre looks after. */
export const confirmLost = (device: number) => write<DistrictDevice>('POST', path`api/v1/devices/${device}/lost`)

/** Revokes a device for good: it syncs no more and holds no coverage back. Its records stay. */
export const revokeDevice = (device: number, body: RevokeDevice) => write<DistrictDevice>('POST', path`api/v1/devices/${device}/revoke`, body)

/** Says what changed, so that a page asks again. Server-sent events; `data` is a `DistrictEvent`. */
export const events = () => stream<DistrictEvent>('api/v1/events')

/** Households by street, community and code, a page at a time. */
export const households = (query: { date?: string; community?: number; search?: string; only?: Only; after?: string; limit?: number } = {}) => question<HouseholdList>('api/v1/households', query)

/** One household's page. */
export const household = (household: number, query: { date?: string } = {}) => question<HouseholdPage>(path`api/v1/households/${household}`, query)

/** Corrects a household's address or who vouches for it; the history keeps what it said before. */
export const correctHousehold = (household: number, body: CorrectHousehold, key?: string) => write<Acted>('POST', path`api/v1/households/${household}/correct`, body, key)

/** Who is signed in. */
export const me = () => question<DistrictMe>('api/v1/me')

/** One day's coverage, and the first rows of each list of what asks for somebody. */
export const overview = (query: { date?: string; community?: number; rows?: string } = {}) => question<Overview>('api/v1/overview', query)

/** Takes a rescue file in, each entry once however often it comes. */
export const takeRescue = (file: Blob) => upload<RescueTaken>('api/v1/rescue', file)

/** Corrects a resident's name, telephone number or where they came from; the history keeps what it said before. */
export const correctResident = (resident: number, body: CorrectResident, key?: string) => write<Acted>('POST', path`api/v1/residents/${resident}/correct`, body, key)

/** Signs out: the session ends on the server, not only in the browser. */
export const signOut = () => write<null>('DELETE', 'api/v1/session')

/** Signs in and sets the session's cookie. */
export const signIn = (body: SignIn) => write<DistrictMe>('POST', 'api/v1/session', body)
