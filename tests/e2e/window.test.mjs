// The seed's page in the real desktop app: logged without a network, kept through closing and opening, seen by the district.
// The same page through the phone UI in a browser is in phone.test.mjs; through the command line in the flows.
import assert from 'node:assert/strict'
import test from 'node:test'

import { Display } from './window/driver.mjs'
import { App } from './window/app.mjs'
import { District, PIN, callJson, folderFor } from './support/programs.mjs'

const DAY = '2020-02-27'
const at = (time) => `${DAY}T${time}+08:00`
const CADRE = '张如彬'

test('the page that a cadre logs in the window without a network is the page that the district sees', { timeout: 240_000 }, async (t) => {
  const district = await District.found(t, { now: at('08:40:00') })
  await district.serve(at('08:45:00'))
  const link = await district.invite(CADRE, at('08:50:00'))
  const display = await Display.open(t)
  const app = new App(display, folderFor(t, 'window'))

  let page = await app.open(at('08:58:00'))
  await page.setUp(link, PIN)
  await page.sees('安某')
  await page.keep('window-due')
  await page.close()
  await district.stop()

  page = await app.open(at('09:00:00'))
  await page.unlock(PIN)
  await page.press('due.contact_made')
  await page.saved()
  await page.close()

  for (const time of ['10:50:00', '18:00:00']) {
    page = await app.open(at(time))
    await page.unlock(PIN)
    await page.press('due.asked_normal')
    await page.saved()
    await page.close()
  }

  page = await app.open(at('20:15:00'))
  await page.unlock(PIN)
  await page.press('due.seal_intact')
  await page.saved()
  await page.close()

  page = await app.open(at('20:30:00'))
  await page.unlock(PIN)
  await page.logErrand({ item: 'beer', quantity: 6 })
  await page.saved()
  await page.keep('window-offline')
  await page.close()

  assert.deepEqual(await pageOf(district), [], 'nothing can have reached the district yet')

  await district.serve(at('20:44:00'))
  page = await app.open(at('20:45:00'))
  await page.unlock(PIN)
  await page.untilReceived()
  await page.go('tab.diary')
  await page.keep('window-diary')
  await page.close()

  assert.deepEqual(
    (await pageOf(district)).map(({ at, kind }) => `${at} ${kind}`),
    ['09:00 contact', '10:50 temperature', '18:00 temperature', '20:15 seal', '20:30 errand'],
  )
})

function pageOf(district) {
  return callJson('daylog-server', ['diary', '--data', district.data, '--date', DAY, '--cadre', CADRE, '--format', 'json'])
}
