// The oddest entries that a store and a server accept, on every screen of the phone and the dashboard, and in the terminal:
// each page shows them, and none throws.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { PHONE, browser, closeBrowser, keep, openPage } from './support/browser.mjs'
import { signedIn } from './support/dashboard.mjs'
import { busyDevice, screens } from './support/phone-tour.mjs'
import { PIN, call } from './support/programs.mjs'
import { words } from './support/words.mjs'

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
      if (['unknown', 'correct', 'withdraw'].includes(kind)) continue
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

/** A page on which some answers of the core are changed on their way. Its errors are those that the test makes. */
async function tampered(t, device, command, change) {
  const context = await (await browser()).newContext({ viewport: PHONE, locale: 'zh-CN', reducedMotion: 'reduce', hasTouch: true })
  t.after(() => context.close())
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(String(error)))
  await page.route(`**/call/${command}`, async (route) => {
    const response = await route.fetch()
    const answer = await response.json()
    change(answer)
    await route.fulfill({ response, json: answer })
  })
  await page.goto(device.bridge.ready)
  return { page, errors }
}

test('what cannot be shown takes nothing else with it, says so, and offers a way on', async (t) => {
  const { device, ids } = await busyDevice(t)
  const say = words('problems', 'zh-CN')

  await t.test('a check of the list', async (t) => {
    const { page, errors } = await tampered(t, device, 'due', ({ rows }) => (rows[1].address = null))
    await page.locator('.fault').waitFor()
    assert.equal((await page.locator('.fault').innerText()).trim(), say('fault.part'))
    assert.ok((await page.locator('.due-card').count()) > 1)
    assert.ok(errors.length > 0, 'the fault is still an error of the page')
  })

  await t.test('an entry of a timeline', async (t) => {
    const { page } = await tampered(t, device, 'household', ({ timeline }) => (timeline[0].content = null))
    await page.evaluate((household) => (location.hash = `#/household/${household}`), ids.household)
    await page.locator('.fault').waitFor()
    assert.equal(await page.locator('.fault').count(), 1)
    assert.ok((await page.locator('.moment').count()) > 1)
  })

  await t.test('a page, and the way back to the list', async (t) => {
    const { page } = await tampered(t, device, 'household', (answer) => (answer.household = null))
    await page.locator('.due-card').first().waitFor()
    await page.evaluate((household) => (location.hash = `#/household/${household}`), ids.household)
    await page.getByText(say('fault.safe')).waitFor()
    await keep(page, 'phone-fault-page')
    await page.getByRole('button', { name: say('fault.back') }).click()
    await page.locator('.due-card').first().waitFor()
    assert.equal(await page.locator('.fault-page').count(), 0)
  })

  await t.test('a sheet, and the page behind it', async (t) => {
    const { page } = await tampered(t, device, 'household', (answer) => (answer.curves = null))
    await page.locator('.due-card').first().waitFor()
    await page.evaluate(({ household, resident }) => (location.hash = `#/due?sheet=temperature&household=${household}&resident=${resident}`), ids)
    await page.locator('dialog[open]').getByText(say('fault.safe')).waitFor()
    await page.locator('dialog[open]').getByRole('button', { name: say('fault.back') }).click()
    await page.locator('dialog[open]').waitFor({ state: 'detached' })
    assert.ok((await page.locator('.due-card').count()) > 0)
  })
})

test('the example says on every page that its clock is its own, and nothing else says so', async (t) => {
  const { device } = await busyDevice(t)
  const said = words('kit', 'zh-CN')('example.clock')
  const { page } = await tampered(t, device, 'start', (answer) => (answer.example = true))
  await page.locator('.due-card').first().waitFor()
  for (const hash of ['#/due', '#/diary', '#/people', '#/me', '#/outbox']) {
    await page.evaluate((next) => (location.hash = next), hash)
    await page.locator('main h1').first().waitFor()
    assert.equal((await page.locator('.example-note').innerText()).trim(), said, hash)
  }
  const plain = await openPage(t)
  await plain.goto(device.bridge.ready)
  await plain.locator('.due-card').first().waitFor()
  assert.equal(await plain.locator('.example-note').count(), 0)
})

test('the state of sending is cut off at no text size', async (t) => {
  const { device } = await busyDevice(t)
  const { preferences } = await device.call('start')
  for (const [width, text_size] of [[360, 18], [360, 24], [320, 18], [320, 30]]) {
    await device.call('set_preferences', { preferences: { ...preferences, language: 'ko', text_size } })
    const { page } = await tampered(t, device, 'sync_state', (answer) => Object.assign(answer, { state: 'offline', pending: 128 }))
    await page.setViewportSize({ width, height: 640 })
    await page.reload()
    const chip = page.locator('.sync-chip .chip')
    await chip.waitFor()
    assert.ok(await chip.evaluate((node) => node.scrollWidth <= node.clientWidth + 1), `${width} at ${text_size}: ${await chip.innerText()}`)
    assert.match(await chip.innerText(), /128/)
  }
})

test('no word of a tile is parted at the text size that people begin with', async (t) => {
  const { device, ids } = await busyDevice(t)
  const { preferences } = await device.call('start')
  const page = await openPage(t)
  for (const language of ['zh-CN', 'ko', 'en']) {
    await device.call('set_preferences', { preferences: { ...preferences, language } })
    for (const sheet of ['new', 'contact', 'seal', 'briefing', 'errand']) {
      await page.goto('about:blank')
      await page.goto(`${device.bridge.ready}#/household/${ids.household}?sheet=${sheet}&household=${ids.household}`)
      await page.locator('dialog[open] .tile').first().waitFor()
      const parted = await page.evaluate(() =>
        [...document.querySelectorAll('.tile-words')].flatMap(({ childNodes }) => [...childNodes]).flatMap((text) =>
          [...text.data.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
            const range = document.createRange()
            range.setStart(text, index)
            range.setEnd(text, index + word.length)
            return range.getClientRects().length > 1 ? [word] : []
          }),
        ),
      )
      assert.deepEqual(parted, [], `${sheet} in ${language}`)
    }
  }
})
