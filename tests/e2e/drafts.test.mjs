// Drafts on the phone UI and the real core: whatever closes a sheet, what was typed comes back to the same target, says from
// when it is, saves nothing by itself, and goes in one tap. And the unlock page asks the core how long is left.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { closeBrowser, openPage } from './support/browser.mjs'
import { Hands } from './support/hands.mjs'
import { busyDevice } from './support/phone-tour.mjs'
import { PIN } from './support/programs.mjs'
import { words } from './support/words.mjs'

const say = words('phone', 'zh-CN')
const TEXT = '老人说暖气不热，晚上冷。已跟物业说，明早来人看。'

after(closeBrowser)

test('whatever closes a sheet, its text comes back as a draft with its time, to the same household only', async (t) => {
  const { device, ids } = await busyDevice(t)
  const page = await openPage(t)
  const hands = new Hands(page)
  const sheet = (household) => `${device.bridge.ready}#/household/${household}?sheet=note&household=${household}`
  const open = async (household = ids.household) => {
    await page.goto('about:blank')
    await page.goto(sheet(household))
    await page.locator('dialog[open] textarea').waitFor()
  }
  const ways = {
    escape: () => page.keyboard.press('Escape'),
    cross: () => hands.inSheet().tap('button', say('close')),
    beside: () => page.mouse.click(180, 8),
    reload: () => page.reload(),
    lock: () => device.call('lock').then(() => device.call('unlock', { pin: PIN })),
  }
  for (const [name, way] of Object.entries(ways)) {
    await t.test(name, async () => {
      await open()
      await hands.inSheet().fill(say('note.text'), `${TEXT} ${name}`)
      await way()
      await open()
      await page.locator('.draft').waitFor()
      assert.equal(await page.locator('dialog[open] textarea').inputValue(), `${TEXT} ${name}`)
      assert.match(await page.locator('.draft').innerText(), /10:4\d/)
    })
  }
  const { rows } = await device.call('due', { date: null })
  await open(rows.find((row) => row.household !== ids.household).household)
  assert.equal(await page.locator('dialog[open] textarea').inputValue(), '', 'another household has no draft')
  await open()
  await page.locator('.draft').waitFor()
  await hands.inSheet().tap('button', say('draft.discard'))
  assert.equal(await page.locator('dialog[open] textarea').inputValue(), '')
  await open()
  assert.equal(await page.locator('.draft').count(), 0)
})

test('a reading that came back is saved by no single key, and one of nobody knows when is only named', async (t) => {
  const { device, ids } = await busyDevice(t)
  const page = await openPage(t)
  const count = async () => (await device.call('household', { household: ids.household })).timeline.length
  const open = async () => {
    await page.goto('about:blank')
    await page.goto(`${device.bridge.ready}#/household/${ids.household}?sheet=temperature&household=${ids.household}&resident=${ids.resident}`)
    await page.locator('dialog[open] .keypad').waitFor()
  }
  const before = await count()
  await open()
  await page.keyboard.type('378')
  await page.locator('.reading.bad').waitFor()
  await page.keyboard.press('Escape')
  await open()
  await page.locator('.draft').waitFor()
  await page.locator('.reading.bad').waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  assert.equal(await count(), before, 'a key saved a reading that only came back')

  // Typed under a clock of 2038, and found again when the clock is right.
  await device.kill()
  await device.open('2038-01-19T11:14:00+08:00')
  await device.call('unlock', { pin: PIN })
  await open()
  await page.keyboard.type('391')
  await page.locator('.reading.bad').waitFor()
  await page.keyboard.press('Escape')
  // The program is killed next; a page that is killed alone loses nothing that it has sent.
  const key = `temperature/${ids.household}/${ids.resident}///`
  while (!(await device.call('kept_field', { key }))?.text.includes('391')) await new Promise((fulfil) => setImmediate(fulfil))
  await device.kill()
  await device.open('2020-03-02T10:50:00+08:00')
  await device.call('unlock', { pin: PIN })
  await open()
  await page.locator('.draft').waitFor()
  const words = await page.locator('.draft').innerText()
  assert.ok(words.includes(say('draft.from_unknown')) && words.includes(say('draft.number', { number: '39.1' })), words)
  assert.equal((await page.locator('.reading-number').innerText()).replace(/\s/g, ''), '__._°C')
  await page.keyboard.press('Enter')
  assert.equal(await count(), before)
})

test('the reason of a withdrawal and a correction’s words are drafts of their entry alone, and go with the save', async (t) => {
  const { device, ids } = await busyDevice(t)
  const page = await openPage(t)
  const hands = new Hands(page)
  const open = async (entry) => {
    await page.goto('about:blank')
    await page.goto(`${device.bridge.ready}#/entry/${entry}?sheet=withdraw&household=${ids.household}&entry=${entry}`)
    await page.locator('dialog[open] .reasons').waitFor()
  }
  await open(ids.fever)
  await hands.inSheet().tap('button', say('reason.own'))
  await hands.inSheet().fill(say('reason.words'), '量错了，重新量过')
  await page.keyboard.press('Escape')
  await open(ids.corrected)
  assert.equal(await page.locator('.draft').count(), 0)
  await open(ids.fever)
  await page.locator('.draft').waitFor()
  assert.equal(await page.locator('dialog[open] input[type=text]').inputValue(), '量错了，重新量过')
  await hands.inSheet().tap('button', say('withdraw'))
  await page.locator('dialog[open]').waitFor({ state: 'detached' })
  assert.equal((await device.call('entry', { entry: ids.fever })).line.withdrawn, true)
  assert.equal(await device.call('kept_field', { key: `withdraw/${ids.household}//${ids.fever}//` }), null)
})

test('the unlock page waits for as long as the core says, whatever the page’s clock says', async (t) => {
  const { device } = await busyDevice(t)
  await device.call('lock')
  const page = await openPage(t, { viewport: { width: 360, height: 640 } })
  const hands = new Hands(page)
  await page.goto(device.bridge.ready)
  await hands.seeHeading(say('unlock.title'))
  const place = () => page.locator('.key').nth(4).evaluate((key) => key.getBoundingClientRect().top)
  const before = await place()
  for (let wrong = 0; wrong < 5; wrong += 1) {
    await hands.seeHeading(say('unlock.title'))
    await hands.type('11111111')
    await hands.tap('button', say('unlock.do'))
    await hands.see(say('unlock.wrong', { tries: wrong + 1 }))
    assert.equal(await place(), before, 'the keys moved under the finger that types the PIN again')
  }
  await page.locator('.pin-keys.closed').waitFor()
  // Hours back on the page's clock, and more than half a minute on by the core's.
  await page.evaluate(() => {
    const real = Date.now
    Date.now = () => real() - 3 * 3_600_000
  })
  await device.kill()
  const address = new URL(page.url())
  await device.open('2020-03-02T11:30:00+08:00')
  const { wait_ms } = await device.call('start')
  assert.equal(wait_ms, 0)
  assert.ok(address)
  await page.goto('about:blank')
  await page.goto(device.bridge.ready)
  await hands.seeHeading(say('unlock.title'))
  assert.equal(await page.locator('.pin-keys.closed').count(), 0)
  await hands.type(PIN)
  await hands.tap('button', say('unlock.do'))
  await hands.seeHeading(say('tab.due'))
})
