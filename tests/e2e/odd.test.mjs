// The oddest entries that a store and a server accept, on every screen of the phone and the dashboard, and in the terminal:
// each page shows them, and none throws.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { closeBrowser, keep, openPage } from './support/browser.mjs'
import { signedIn } from './support/dashboard.mjs'
import { busyDevice, screens } from './support/phone-tour.mjs'
import { PIN, call } from './support/programs.mjs'

const NOW = '2020-03-02T10:46:00+08:00'

after(closeBrowser)

test('the oddest entries that are accepted break no screen, no sheet and no print-out', async (t) => {
  const { district, device, ids } = await busyDevice(t)
  await device.kill()
  const saved = await call('daylog-test-odd', [device.profile, String(ids.household), String(ids.resident)], { DAYLOG_NOW: NOW, DAYLOG_PIN: PIN })
  assert.ok(Number(saved) > 100, saved)
  await district.serve(NOW)
  const said = await device.daylog(NOW, 'sync', '--format', 'json')
  assert.equal(JSON.parse(said).pending, 0, said)

  await t.test('in the terminal', async () => {
    for (const date of ['2020-03-02', '1970-01-01', '9999-12-31', '0001-01-01']) {
      for (const format of ['text', 'json']) assert.ok(await device.daylog(NOW, 'diary', '--date', date, '--format', format))
      assert.ok(Array.isArray(await district.diary(date)))
    }
    assert.ok(await device.daylog(NOW, 'today'))
    assert.ok(await device.daylog(NOW, 'status'))
  })

  await device.open(NOW)
  await device.call('unlock', { pin: PIN })
  const { timeline } = await device.call('household', { household: ids.household })
  assert.ok(timeline.length > 100)

  await t.test('on the phone', async (t) => {
    const page = await openPage(t)
    for (const [name, address] of Object.entries(screens(ids))) {
      await page.goto('about:blank')
      await page.goto(`${device.bridge.ready}${address}`)
      await page.locator(address.includes('sheet=') ? 'dialog[open] .sheet-body > *' : 'h1').first().waitFor()
      await page.waitForFunction(() => !document.querySelector('.spinner'))
      assert.equal(await page.locator('.fault, .fault-page').count(), 0, name)
    }
    await page.goto(`${device.bridge.ready}${screens(ids).household}`)
    await page.locator('.moment').first().waitFor()
    await keep(page, 'phone-odd-household')
  })

  await t.test('each odd entry by itself, and the sheet that corrects it', async (t) => {
    const page = await openPage(t)
    // One of each: of every far time, of every kind and outcome.
    const seen = new Set()
    const some = timeline.filter(({ summary, date }) => !seen.has(summary.key + date) && seen.add(summary.key + date))
    for (const { entry, kind } of some) {
      await page.goto(`${device.bridge.ready}#/entry/${entry}`)
      await page.locator('.entry-what').waitFor()
      assert.equal(await page.locator('.fault, .fault-page').count(), 0, entry)
      if (!['contact', 'temperature', 'seal', 'errand', 'note'].includes(kind)) continue
      await page.goto(`${device.bridge.ready}#/entry/${entry}?sheet=${kind}&household=${ids.household}&entry=${entry}`)
      await page.locator('dialog[open] .sheet-body > *').first().waitFor()
      assert.equal(await page.locator('.fault, .fault-page').count(), 0, `sheet of ${entry}`)
    }
  })

  await t.test('on the dashboard', async (t) => {
    const { page } = await signedIn(t, district)
    await page.locator('.page-head').waitFor()
    for (const address of ['#/', '#/attention', '#/households', `#/household/${ids.household}`, `#/household/${ids.household}?date=1970-01-01`, `#/household/${ids.household}?date=9999-12-31`]) {
      await page.goto('about:blank')
      await page.goto(`${district.dashboard}/${address}`)
      await page.locator('h1').first().waitFor()
      await page.waitForFunction(() => !document.querySelector('.spinner'))
      assert.equal(await page.locator('.fault, .fault-page, .sign-in').count(), 0, address)
    }
    // Every entry, of every day there is.
    await page.goto(`${district.dashboard}/#/household/${ids.household}`)
    await page.locator('.household-which input').nth(1).check({ force: true })
    await page.waitForFunction(() => document.querySelectorAll('.entry').length > 100)
    assert.equal(await page.locator('.fault, .fault-page').count(), 0)
    await keep(page, 'district-odd-household')
  })
})
