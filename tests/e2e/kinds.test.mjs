// Kinds of entry that the seed's page does not have, from their sheet on the phone to the line on the dashboard.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { closeBrowser, keep, openPage } from './support/browser.mjs'
import { dayOf, openHousehold, seedAddress, signedIn } from './support/dashboard.mjs'
import { Hands } from './support/hands.mjs'
import { at, seed, unlock } from './support/phone-flow.mjs'
import { Device, District } from './support/programs.mjs'
import { words } from './support/words.mjs'

const say = words('phone', 'zh-CN')

after(closeBrowser)

/** Opens the sheet of a new briefing, in which nothing is chosen beforehand; answers hands inside it. */
async function beginBriefing(hands) {
  await hands.tap('link', say('tab.diary'))
  await hands.tap('button', say('new.title'))
  const sheet = hands.inSheet()
  await sheet.tap('button', say('kind.briefing'))
  await sheet.see(say('rule.air_rooms'))
  assert.equal(await hands.page.locator('dialog[open] [aria-pressed="true"]').count(), 0, 'nothing was said yet')
  return sheet
}

async function save(hands, sheet, chosen) {
  for (const choice of chosen) await sheet.tap('button', say(choice))
  await keep(hands.page, `phone-briefing-${chosen.length}`)
  await sheet.tap('button', say('save'))
  await hands.see(say('undo'))
}

test('what was explained at the door is read on the dashboard, and the privacy notice is asked for until it was given', async (t) => {
  const district = await District.found(t, { now: at('08:00') })
  await district.serve(at('08:30'))
  const device = new Device(t)
  await device.daylog(at('08:30'), 'enrol', await district.invite(seed.cadre.name, at('08:20')))
  const hands = new Hands(await openPage(t))
  await hands.visit(await device.open(at('09:00')))
  await unlock(hands, say)

  const first = await beginBriefing(hands)
  await first.see(say('briefing.first'))
  await save(hands, first, ['briefing.notice', 'rule.air_rooms', 'rule.stay_home'])
  const second = await beginBriefing(hands)
  assert.equal(await hands.page.getByRole('dialog').getByText(say('briefing.notice')).count(), 0, 'it was given')
  await save(hands, second, ['rule.waste'])

  await hands.tap('link', say('tab.me'))
  await hands.tap('button', say('sync.now'))
  await hands.see(say('sync.all_there'))
  const dashboard = await signedIn(t, district)
  await openHousehold(dashboard, seedAddress)
  const list = say('list_separator')
  const told = [
    say('summary.briefing.explained_with_notice', { rules: [say('rule.stay_home'), say('rule.air_rooms')].join(list) }),
    say('summary.briefing.explained', { rules: say('rule.waste') }),
  ]
  const shown = (await dayOf(dashboard)).map(([, what]) => what.replace(/[\u2066-\u2069]/g, ''))
  assert.deepEqual(shown.sort(), told.sort())
})
