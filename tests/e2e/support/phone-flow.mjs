// The seed's page on the phone: a cadre's day as the newspaper printed it, logged with the same taps on every engine.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { PIN, root } from './programs.mjs'

export const seed = JSON.parse(readFileSync(join(root, 'tests/fixtures/seed-day.json'), 'utf8'))
export const DATE = '2020-02-27'
export const at = (time) => `${DATE}T${time}:00+08:00`

/** A new phone: language, PIN twice, the invite, what arrived, text size. */
export async function setUp(hands, say, { language, link }) {
  await hands.tap('button', language)
  for (const title of ['pin.choose', 'pin.again']) {
    await hands.seeHeading(say(title))
    await hands.type(PIN)
    await hands.tap('button', say('next'))
  }
  await hands.fill(say('code.label'), link)
  await hands.tap('button', say('code.do'))
  await hands.seeHeading(say('arrived.title', { name: seed.cadre.name }))
  await hands.tap('button', say('next'))
  await hands.tap('button', say('size.done'))
  await hands.seeHeading(say('tab.due'))
}

export async function unlock(hands, say) {
  await hands.seeHeading(say('unlock.title'))
  await hands.type(PIN)
  await hands.tap('button', say('unlock.do'))
  await hands.seeHeading(say('tab.due'))
}

/** Each entry of the seed's page with the taps that log it. Routine entries take one. */
export const taps = {
  '09:00': async (hands, say) => hands.tap('button', say('due.contact_made')),
  '10:50': async (hands, say) => hands.tap('button', say('due.asked_normal')),
  '18:00': async (hands, say) => hands.tap('button', say('due.asked_normal')),
  '20:15': async (hands, say) => hands.tap('button', say('due.seal_intact')),
  '20:30': async (hands, say) => {
    const { what, quantity, text } = seed.entries.find((entry) => entry.kind === 'errand')
    await hands.tap('link', say('tab.diary'))
    await hands.tap('button', say('new.title'))
    const sheet = hands.inSheet()
    await sheet.tap('button', say(`item.${what}`))
    await sheet.fill(say('errand.quantity'), String(quantity))
    await sheet.choose(say('errand.done'))
    await sheet.choose(say('errand.seal.untouched'))
    await sheet.tap('button', say('note.add'))
    await sheet.fill(say('note.label'), text)
    await sheet.tap('button', say('save'))
  },
}

/** Logs the whole page. Between two entries the app is killed and opened again, as a pocketed phone does. */
export async function logTheDay(device, hands, say) {
  for (const { at: time } of seed.entries) {
    await hands.visit(await device.open(at(time)))
    await unlock(hands, say)
    await taps[time](hands, say)
    await hands.see(say('undo'))
    await device.kill()
  }
}

/** The diary shows the page: its times in order, its words. */
export async function assertDiary(hands, say, received) {
  await hands.tap('link', say('tab.diary'))
  let lines = await hands.timeline()
  if (received) {
    // The screen may show for a moment how it was when it was left.
    await hands.see(say('tick.received'))
    lines = await hands.timeline()
  }
  assert.deepEqual(lines.map((line) => line.slice(0, 5)), seed.entries.map((entry) => entry.at))
  const kinds = ['contact.reached', 'due.asked_normal', 'due.asked_normal', 'seal.intact', 'item.beer']
  assert.equal(kinds.length, lines.length)
  assert.ok(lines[4].includes(say('item.beer')) && lines[4].includes('6'), lines[4])
  assert.ok(lines[3].includes(say('seal.intact')), lines[3])
  for (const line of lines) assert.equal(line.includes(say('tick.received')), received, line)
}
