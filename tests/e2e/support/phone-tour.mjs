// Every screen and sheet of the phone UI, with something to show on each, by its address.
// The device is that of a lead with two households and five people, in the middle of a morning.
import { Device, District, PIN } from './programs.mjs'

export const MORNING = '2020-03-02T10:45:00+08:00'
const LEAD = '权贺永'

/** A device with entries of every kind, synced but for the last one. */
export async function busyDevice(test) {
  const district = await District.found(test, { now: '2020-03-02T08:00:00+08:00' })
  await district.serve(MORNING)
  const device = new Device(test)
  await device.open(MORNING)
  await device.call('choose_pin', { pin: PIN })
  await device.call('enrol', { link: await district.invite(LEAD, MORNING) })
  await synced(device)
  const ids = await fill(device)
  await synced(device)
  await district.stop()
  await device.call('save', { draft: { ...ids.draft, content: { kind: 'note', text: '没有信号时记下的一句话' } } })
  return { district, device, ids }
}

async function synced(device) {
  await device.call('sync_now')
  const until = Date.now() + 20_000
  for (;;) {
    const { state } = await device.call('sync_state')
    if (state === 'synced') return
    if (state === 'failed' || Date.now() > until) throw new Error(`the device does not sync: ${JSON.stringify(await device.call('sync_state'))}`)
    await new Promise((fulfil) => setImmediate(fulfil))
  }
}

async function fill(device) {
  const { rows } = await device.call('due', { date: null })
  const temperatures = rows.filter((row) => row.kind === 'temperature')
  const [first, second, third] = temperatures
  const draft = (household, resident, content, more = {}) => ({ household, resident, content, at: null, note: null, late: null, ...more })
  const save = (...words) => device.call('save', { draft: draft(...words) })
  const reading = (celsius) => ({ kind: 'temperature', result: { reading: celsius }, method: 'self_reported', site: null })
  const contact = { kind: 'contact', channel: 'phone', outcome: 'reached' }

  await save(first.household, first.resident, contact, { at: '2020-03-02T09:05', late: 'busy' })
  await save(first.household, first.resident, { ...contact, outcome: 'no_answer' })
  const fever = await save(first.household, first.resident, reading('37.8'), { note: '嗓子疼，已告诉书记' })
  const wrong = await save(second.household, second.resident, reading('36.9'))
  await device.call('correct', { entry: wrong.entry, draft: draft(second.household, second.resident, reading('36.6')), reason: '内容记错' })
  const twice = await save(third.household, third.resident, contact)
  await device.call('withdraw', { entry: twice.entry, reason: '记重了' })
  const errand = await save(first.household, null, {
    kind: 'errand',
    errand: null,
    step: 'asked',
    items: [{ what: 'groceries', quantity: 2, unit: null }],
    floor: null,
    seal_after: null,
  })
  const other = rows.find((row) => row.household !== first.household) ?? first
  await save(other.household, null, { kind: 'seal', state: 'broken', serial: null, reason: '风吹或受潮' })
  return {
    household: first.household,
    resident: first.resident,
    corrected: wrong.entry,
    fever: fever.entry,
    errand: errand.entry,
    draft: draft(first.household, first.resident),
  }
}

/** Name → address below the page, for everything that an unlocked phone can show. */
export function screens({ household, resident, corrected, fever, errand }) {
  const sheet = (name, more = '') => `#/household/${household}?sheet=${name}&household=${household}${more}`
  return {
    due: '#/due',
    diary: '#/diary',
    people: '#/people',
    me: '#/me',
    outbox: '#/outbox',
    household: `#/household/${household}`,
    entry: `#/entry/${corrected}`,
    'sheet-new': sheet('new'),
    'sheet-contact': sheet('contact', `&resident=${resident}`),
    'sheet-temperature': sheet('temperature', `&resident=${resident}`),
    'sheet-seal': sheet('seal'),
    'sheet-errand': sheet('errand'),
    'sheet-briefing': sheet('briefing'),
    'sheet-note': sheet('note'),
    'sheet-errand-step': sheet('step', `&errand=${errand}`),
    'sheet-next-step': sheet('next', `&resident=${resident}&entry=${fever}`),
    'sheet-whole-household': sheet('household'),
    'sheet-withdraw': sheet('withdraw', `&entry=${corrected}`),
  }
}
