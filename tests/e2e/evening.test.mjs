// An evening at the desk: somebody has done nothing, somebody else has the household until the morning, and both phones follow without
// their cadres doing anything. In the morning all is as it was.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { closeBrowser, keep, openPage, PHONE } from './support/browser.mjs'
import { signedIn } from './support/dashboard.mjs'
import { Hands } from './support/hands.mjs'
import { unlock } from './support/phone-flow.mjs'
import { Device, District } from './support/programs.mjs'
import { words } from './support/words.mjs'

const say = words('district', 'zh-CN')
const sayOnPhone = words('phone', 'zh-CN')
const FORMER = '老干部中心01'
const OTHER = '老干部中心02'

const at = (time, day = 2) => `2020-03-0${day}T${time}:00+08:00`

after(closeBrowser)

test('somebody is covered tonight, and the phones follow and go back by themselves', async (t) => {
  const district = await District.found(t, { now: at('08:00') })
  await district.serve(at('20:30'))
  const [former, other] = [new Device(t, 'former'), new Device(t, 'other')]
  await former.daylog(at('20:31'), 'enrol', await district.invite(FORMER, at('20:30')))
  await other.daylog(at('20:31'), 'enrol', await district.invite(OTHER, at('20:30')))
  for (const device of [former, other]) await device.daylog(at('20:32'), 'sync')
  const doors = async (device, time, day) => new Set(JSON.parse(await device.daylog(at(time, day), 'today', '--format', 'json')).map((row) => row.household))
  const own = async (device, time, day) => [...(await doors(device, time, day))].sort()
  const [formers, others] = [await own(former, '20:33'), await own(other, '20:33')]
  assert.ok(formers.includes('BS-001') && others.length)
  // Written before the cover, sent after it.
  await former.daylog(at('20:34'), 'log', 'contact', '--resident', '白山住户01甲')

  const hands = await signedIn(t, district)
  await hands.tap('link', say('overdue_work'))
  const row = hands.page.locator('.overdue-line', { hasText: FORMER }).first()
  await row.waitFor()
  await keep(hands.page, 'district-overdue')
  await row.getByRole('button', { name: say('handover.cover'), exact: true }).click()
  const sheet = hands.page.getByRole('dialog')
  await sheet.getByLabel(say('handover.others')).fill(OTHER)
  await sheet.getByRole('radio', { name: new RegExp(OTHER) }).check()
  await sheet.getByText(say('effect.new_phone_follows')).waitFor()
  await keep(hands.page, 'district-overdue-sheet')
  const sent = hands.page.waitForRequest((request) => request.url().endsWith('/api/v1/assignments') && !request.postDataJSON().preview)
  await sheet.getByRole('button', { name: new RegExp(`^${say('handover.cover_button', { households: '', people: '' }).trim().slice(0, 2)}`) }).click()
  // With which changes the page was drawn: whoever is slower is told what the other did.
  assert.equal(typeof (await sent).postDataJSON().seen, 'number')
  await hands.see(say('handover.done'))

  await other.daylog(at('20:45'), 'sync')
  await former.daylog(at('20:45'), 'sync')
  assert.deepEqual(await own(former, '20:46'), [])
  assert.deepEqual(await own(other, '20:46'), [...formers, ...others].sort())

  const phone = new Hands(await openPage(t, { viewport: PHONE }))
  await phone.visit(await other.open(at('20:47')))
  await unlock(phone, sayOnPhone)
  await phone.see(sayOnPhone('news.covers', { count: formers.length, name: FORMER, until: '03-03 08:00' }))
  await keep(phone.page, 'phone-due-news')
  await phone.tap('button', sayOnPhone('news.seen'))
  await phone.page.locator('.roster-news').waitFor({ state: 'detached' })
  await other.kill()

  await district.stop()
  await district.serve(at('08:01', 3))
  await other.daylog(at('08:02', 3), 'sync')
  await former.daylog(at('08:03', 3), 'sync')
  assert.deepEqual(await own(other, '08:04', 3), others)
  assert.deepEqual(await own(former, '08:04', 3), formers)
})
