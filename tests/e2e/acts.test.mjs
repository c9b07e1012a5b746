// Acts on a household's page, as a secretary does them in a browser while the phone beside it follows: a name corrected, what
// somebody else changed meanwhile, a quarantine ended and that taken back.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { DESK, PHONE, accessibilityFaults, closeBrowser, fitFaults, keep, openPage } from './support/browser.mjs'
import { openHousehold, seedAddress, signedIn } from './support/dashboard.mjs'
import { at, seed } from './support/phone-flow.mjs'
import { Device, District } from './support/programs.mjs'
import { LANGUAGES, words } from './support/words.mjs'

const say = words('district', 'zh-CN')
const NAME = '安某'

after(closeBrowser)

test('a secretary corrects a name, sees what a colleague changed meanwhile, ends a quarantine, and the phone follows', async (t) => {
  const district = await District.found(t, { now: at('08:00') })
  await district.serve(at('09:05'))
  const device = new Device(t)
  await device.daylog(at('08:30'), 'enrol', await district.invite(seed.cadre.name, at('08:20')))
  await device.daylog(at('09:02'), 'log', 'contact', '--resident', NAME)
  await device.daylog(at('09:06'), 'sync')

  const one = await signedIn(t, district)
  const other = await signedIn(t, district)
  await openHousehold(one, seedAddress)
  await openHousehold(other, seedAddress)

  await one.tap('button', say('correct_title', { of: NAME }))
  await one.inSheet().fill(say('field.name'), '安改')
  await one.inSheet().see(say('effect.roster_keeps'))
  assert.deepEqual(await accessibilityFaults(one.page), [])
  await keep(one.page, 'acts-correct-1280')

  // A colleague is faster: what was typed stays, and both are shown.
  await other.tap('button', say('correct_title', { of: NAME }))
  await other.inSheet().fill(say('field.phone'), '13900000001')
  await other.inSheet().tap('button', say('correct_of_one', { of: NAME }))
  await other.see('13900000001')
  await one.inSheet().tap('button', say('correct_of_one', { of: NAME }))
  await one.inSheet().see(say('conflict'))
  await one.inSheet().see('13900000001')
  assert.equal(await one.page.getByLabel(say('field.name'), { exact: true }).inputValue(), '安改')
  await keep(one.page, 'acts-conflict-1280')
  await one.inSheet().tap('button', say('correct_of_one', { of: NAME }))
  await one.page.getByRole('dialog').waitFor({ state: 'detached' })
  await other.see('安改')
  assert.match(await device.daylog(at('09:20'), 'sync').then(() => device.daylog(at('09:21'), 'today')), /安改/)

  await one.tap('button', say('quarantine_open'))
  await one.page.getByRole('radio', { name: say('end.hospital'), exact: true }).check()
  await one.inSheet().see(say('effects'))
  assert.deepEqual(await accessibilityFaults(one.page), [])
  await keep(one.page, 'acts-quarantine-1280')
  await one.inSheet().tap('button', say('quarantine_end_of', { count: say('people_of_one') }))
  await one.page.getByRole('dialog').waitFor({ state: 'detached' })
  await one.see(say('end.hospital'))
  // What was due before the end stays as it was done; nothing is due behind it.
  const ended = await device.daylog(at('09:30'), 'sync').then(() => device.daylog(at('09:31'), 'today'))
  assert.match(ended, /^09:00 +done/m)
  assert.doesNotMatch(ended, /10:50/)

  await one.tap('button', say('undo_act'))
  await one.see(say('effect.put_back', { fields: 1 }))
  assert.deepEqual(await accessibilityFaults(one.page), [])
  await keep(one.page, 'acts-undo-1280')
  await one.tap('button', say('undo_now'))
  await one.page.locator('.history-asked').waitFor({ state: 'detached' })
  assert.match(await device.daylog(at('09:40'), 'sync').then(() => device.daylog(at('09:41'), 'today')), /^10:50/m)
  await keep(one.page, 'acts-history-1280')
})

test('the sheets fit and are accessible in every language, on a desk and on a phone', async (t) => {
  const district = await District.found(t, { now: at('08:00') })
  await district.serve(at('09:05'))
  const first = await signedIn(t, district)
  const storageState = await first.page.context().storageState()
  for (const language of LANGUAGES) {
    const own = words('district', language)
    for (const [width, viewport] of Object.entries({ 1280: DESK, 360: PHONE })) {
      const page = await openPage(t, { viewport, language, storageState })
      await page.goto(`${district.dashboard}/#/household/1`)
      await page.getByRole('button', { name: own('correct_title', { of: NAME }), exact: true }).click()
      await page.getByRole('dialog').waitFor()
      assert.deepEqual([...(await accessibilityFaults(page)), ...(await fitFaults(page))], [], `${language} ${width}`)
      await keep(page, `acts-correct-${language}-${width}`)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: own('quarantine_open'), exact: true }).click()
      await page.getByRole('dialog').waitFor()
      assert.deepEqual([...(await accessibilityFaults(page)), ...(await fitFaults(page))], [], `${language} ${width}, quarantine`)
      await keep(page, `acts-quarantine-${language}-${width}`)
    }
  }
})
