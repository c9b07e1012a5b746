// Made from the server's OpenAPI document by `cargo xtask codegen`. Change the routes in crates/server/src/routes instead.
import { download, path, question, stream, upload, write } from '../shared/server/request'
import type { AccessKind, AccessPage, AccountAct, AccountChanged, AccountList, Acted, AskingState, Assignees, Attention, CommitRoster, CorrectHousehold, CorrectResident, DeviceList, DistrictDevice, DistrictEvent, DistrictMe, EndQuarantine, ExtendQuarantine, HandOver, HouseholdList, HouseholdPage, NewAccount, Only, OverdueWork, Overview, OwnSessions, PasswordChange, PasswordShown, RecoveryCodes, RescueTaken, RevokeDevice, RoleChosen, RosterChoices, RosterCommitted, RosterRefused, RosterUpload, SecondFactorSetUp, SessionsEnded, SignIn, Undo } from './types'

export type { Download, Question, Source, Stream } from '../shared/server/request'

/** A page of the record, the newest line first. */
export const accessRecord = (query: { account?: number; what?: AccessKind; household?: number; from?: string; until?: string; after?: number } = {}) => question<AccessPage>('api/v1/access-record', query)

/** The same as a file: comma-separated, UTF-8, at most 100,000 lines. */
export const accessRecordFile = (query: { account?: number; what?: AccessKind; household?: number; from?: string; until?: string } = {}) => download('api/v1/access-record.csv', query)

/** Every account below the asker's place, and what the asker can give. */
export const accounts = () => question<AccountList>('api/v1/accounts')

/** Makes an account with one role. Its password is told once, and is to be changed at the first sign-in. */
export const makeAccount = (body: NewAccount) => write<AccountChanged>('POST', 'api/v1/accounts', body)

/** Locks, unlocks or ends an account, gives it a new password or role, ends a role, or takes its second factor off. */
export const changeAccount = (account: number, body: AccountAct) => write<AccountChanged>('POST', path`api/v1/accounts/${account}`, body)

/** Takes an act of a screen back as a whole: each field says again what it said before. Refused with `changed_since` where one was changed since, and at the field `act` where days that are past would change or what it said before is kept no more. */
export const undoAct = (act: number, body: Undo, key?: string) => write<Acted>('POST', path`api/v1/acts/${act}/undo`, body, key)

/** Whom households can be given to: those who look after some here, and whoever is searched by the full name. */
export const assignees = (query: { search?: string } = {}) => question<Assignees>('api/v1/assignees', query)

/** Gives households to another cadre: for good, or until a time from which on all is as it was. The phones follow by themselves. */
export const handOver = (body: HandOver, key?: string) => write<Acted>('POST', 'api/v1/assignments', body, key)

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

/** Changes the own password. Every other session of the account ends. */
export const changePassword = (body: PasswordChange) => write<null>('POST', 'api/v1/me/password', body)

/** New recovery codes, told once. Those from before are good no more. */
export const makeRecoveryCodes = (body: PasswordShown) => write<RecoveryCodes>('POST', 'api/v1/me/recovery-codes', body)

/** The session is used as another of the own roles from now on. */
export const chooseRole = (body: RoleChosen) => write<DistrictMe>('POST', 'api/v1/me/role', body)

/** The open sessions of the own account. */
export const ownSessions = () => question<OwnSessions>('api/v1/me/sessions')

/** Ends every other session of the own account. */
export const endOtherSessions = () => write<SessionsEnded>('POST', 'api/v1/me/sessions/end-others')

/** One day's checks that somebody must see to, by the reason that nobody did them, and by whose they are. */
export const overdueWork = (query: { date?: string; community?: number } = {}) => question<OverdueWork>('api/v1/overdue', query)

/** One day's coverage, and the first rows of each list of what asks for somebody. */
export const overview = (query: { date?: string; community?: number; rows?: string } = {}) => question<Overview>('api/v1/overview', query)

/** Ends the quarantine of one resident or many, for a reason, now or at a time to come: nothing is owed from then on, and what was owed before stays. No time behind the last day is accepted. Those whose quarantine has ended already stay as they are. */
export const endQuarantine = (body: EndQuarantine, key?: string) => write<Acted>('POST', 'api/v1/quarantine/end', body, key)

/** Gives the quarantine of one resident or many, which still runs, another last day. */
export const extendQuarantine = (body: ExtendQuarantine, key?: string) => write<Acted>('POST', 'api/v1/quarantine/extend', body, key)

/** Takes a rescue file in, each entry once however often it comes. */
export const takeRescue = (file: Blob) => upload<RescueTaken>('api/v1/rescue', file)

/** Corrects a resident's name, telephone number or where they came from; the history keeps what it said before. */
export const correctResident = (resident: number, body: CorrectResident, key?: string) => write<Acted>('POST', path`api/v1/residents/${resident}/correct`, body, key)

/** Keeps a workbook or CSV file for a day, and says how it is read and what it would change. */
export const uploadRoster = (file: Blob) => upload<RosterUpload>('api/v1/roster-uploads', file)

/** Forgets an uploaded file. */
export const dropRoster = (upload: string) => write<null>('DELETE', path`api/v1/roster-uploads/${upload}`)

/** How an uploaded file is read, and what it would change now. */
export const rosterUpload = (upload: string) => question<RosterUpload>(path`api/v1/roster-uploads/${upload}`)

/** Reads an uploaded file in another way: another sheet, other columns, mended cells, lines left out. */
export const chooseRoster = (upload: string, body: RosterChoices) => write<RosterUpload>('POST', path`api/v1/roster-uploads/${upload}`, body)

/** Takes an uploaded file in, all its good rows in one. Asked again, it is answered again. */
export const commitRoster = (upload: string, body: CommitRoster) => write<RosterCommitted>('POST', path`api/v1/roster-uploads/${upload}/commit`, body)

/** The rows of an uploaded file that cannot go in, each with its reason. */
export const refusedRows = (upload: string) => question<RosterRefused>(path`api/v1/roster-uploads/${upload}/refused`)

/** Signs out: the session ends on the server, not only in the browser. */
export const signOut = () => write<null>('DELETE', 'api/v1/session')

/** Signs in and sets the session's cookie. What else is asked of an account is asked for one thing after the other: the page sends the same again, with more in it. */
export const signIn = (body: SignIn) => write<DistrictMe>('POST', 'api/v1/session', body)

/** Gives a new secret for the phone of an account that must have a second factor and has none. It counts once the account signs in with a code of it. */
export const setUpSecondFactor = (body: SignIn) => write<SecondFactorSetUp>('POST', 'api/v1/session/second-factor', body)
