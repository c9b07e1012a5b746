// What people type, in today's Chromium: it is typed from every keyboard, saved whole, and turns nothing around.
// Names that are written from right to left, beside addresses and numbers: every screen, both faces, print among them.
// The order is that of the painted characters, measured, not that of the text.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { DESK, closeBrowser, keep, openPage } from './support/browser.mjs'
import { signedIn } from './support/dashboard.mjs'
import { Hands } from './support/hands.mjs'
import { Device, District, PIN, folderFor } from './support/programs.mjs'
import { words } from './support/words.mjs'

after(closeBrowser)

const say = words('phone', 'zh-CN')

const NOW = '2020-02-27T10:50:00+08:00'
const UYGHUR = 'ئەخمەت ئابدۇللا'
const ARABIC = 'محمد علي'
const ADDRESS = '3号楼2单元501'

/** Two residents behind one door, a cadre and a guarantor, all with names from right to left. */
function roster(test) {
  const file = join(folderFor(test, 'roster'), 'roster.csv')
  const header = 'street,community,household,address,resident,document,phone,from,first_day,last_day,guarantor,guarantor_workplace,cadres'
  const row = (name, phone) => `公园街道,园锦社区,YJ-001,${ADDRESS},${name},,${phone},境外,2020-02-26,2020-03-10,${ARABIC},3号楼1层,${UYGHUR}/市委办2科/cadre`
  writeFileSync(file, [header, row(UYGHUR, '10000000001'), row(ARABIC, '10000000002 / 0433-2512345转801'), ''].join('\n'))
  return file
}

/** Texts of a page in which characters of left-to-right text, the ones with digits, are not painted in the order in which they stand.
 *  Only texts that no RTL character interrupts are looked at: runs of digits, ideographs and their punctuation. */
const turnedAround = () => {
  const rtl = /[\u0590-\u08FF\uFB1D-\uFEFE]/
  const faults = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const runs = node.data.matchAll(/[0-9A-Za-z\u4E00-\u9FFF][0-9A-Za-z\u4E00-\u9FFF:.\-–/ ]*/g)
    for (const run of runs) {
      const boxes = []
      for (let place = run.index; place < run.index + run[0].length; place += 1) {
        const range = document.createRange()
        range.setStart(node, place)
        range.setEnd(node, place + 1)
        const box = range.getBoundingClientRect()
        if (box.width > 0) boxes.push({ left: box.left, top: Math.round(box.top) })
      }
      for (let each = 1; each < boxes.length; each += 1) {
        const [before, now] = [boxes[each - 1], boxes[each]]
        if (Math.abs(before.top - now.top) < 4 && now.left < before.left) {
          faults.push(run[0])
          break
        }
      }
    }
  }
  // Outside of what is isolated, a number that follows a name is painted behind it.
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    if (!rtl.test(node.data) || node.parentElement.closest('bdi, textarea, style, script')) continue
    const pieces = [...node.data.matchAll(/\u2068[^\u2069]*\u2069|[\u0590-\u08FF\uFB1D-\uFEFE][\u0590-\u08FF\uFB1D-\uFEFE\s]*|[^\u0590-\u08FF\uFB1D-\uFEFE\u2068\u2069]+/g)].flatMap(({ 0: text, index }) => {
      const range = document.createRange()
      range.setStart(node, index + text.length - text.trimStart().length)
      range.setEnd(node, index + text.trimEnd().length)
      const boxes = [...range.getClientRects()].filter((box) => box.width > 1)
      return text.trim() && boxes.length ? [{ text: text.trim(), left: Math.min(...boxes.map((box) => box.left)), tops: new Set(boxes.map((box) => Math.round(box.top))) }] : []
    })
    for (let each = 1; each < pieces.length; each += 1) {
      const [before, now] = [pieces[each - 1], pieces[each]]
      if (before.tops.size === 1 && now.tops.size === 1 && [...before.tops][0] === [...now.tops][0] && now.left < before.left) faults.push(`${before.text} ~ ${now.text}`)
    }
  }
  // Pieces of one line stand in the order of the document, too: what follows a name is painted behind it.
  for (const line of document.querySelectorAll('p, h1, h2, h3, li, dd, button, a, .row-sub, .row-title, .undo-words, .chip-words')) {
    if (!rtl.test(line.textContent) || getComputedStyle(line).display === 'none') continue
    const pieces = []
    const inside = document.createTreeWalker(line, NodeFilter.SHOW_TEXT)
    for (let node = inside.nextNode(); node; node = inside.nextNode()) {
      if (!node.data.trim()) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const box = range.getBoundingClientRect()
      if (box.width > 1 && box.height > 1 && range.getClientRects().length === 1) pieces.push({ text: node.data.trim(), left: box.left, top: Math.round(box.top) })
    }
    for (let each = 1; each < pieces.length; each += 1)
      if (Math.abs(pieces[each - 1].top - pieces[each].top) < 4 && pieces[each].left < pieces[each - 1].left) faults.push(`${pieces[each - 1].text} | ${pieces[each].text}`)
  }
  return faults
}

async function look(hands, name, faults) {
  for (const fault of await hands.page.evaluate(turnedAround)) faults.push(`${name}: ${fault}`)
  await keep(hands.page, `right-to-left-${name}`)
}

/** A device of the cadre of this roster, and its first household. */
async function enrolled(t) {
  const district = await District.found(t, { now: NOW, roster: roster(t) })
  await district.serve(NOW)
  const device = new Device(t)
  await device.open(NOW)
  await device.call('choose_pin', { pin: PIN })
  await device.call('enrol', { link: await district.invite(UYGHUR, NOW) })
  const { rows } = await device.call('due')
  return { district, device, household: rows[0].household, resident: rows.find((row) => row.resident).resident }
}

test('a reading is typed and pasted from every keyboard, and a number that is none is said to be none', async (t) => {
  const { device, household, resident } = await enrolled(t)
  const { page } = new Hands(await openPage(t))
  await page.goto(device.bridge.ready)
  await page.goto(`${new URL(device.bridge.ready).origin}/#/household/${household}?sheet=temperature&household=${household}&resident=${resident}`)
  const number = page.locator('.reading-number')
  await number.waitFor()
  const key = (key, code = '') => page.evaluate(([key, code]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true })), [key, code])
  const paste = (text) =>
    page.evaluate((text) => {
      const data = new DataTransfer()
      data.setData('text', text)
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    }, text)
  const erase = async () => {
    for (const _ of '123') await key('Backspace')
  }
  const shown = async () => (await number.innerText()).replace(/\s/g, '')
  for (const keys of ['36.5', '36,5', '３６．５', '36。5', '٣٦٫٥', '365']) {
    await erase()
    for (const each of keys) await key(each)
    assert.equal(await shown(), '36.5°C', keys)
  }
  await erase()
  for (const each of '365') await key('Process', `Digit${each}`)
  assert.equal(await shown(), '36.5°C', 'an input method that hides the key')
  for (const text of ['36.5', '36,5 ℃', '３６．５', ' 36度5 ', '体温 36.5', '36.55', '365', '98.6', '3.65e1', '-36.5']) {
    await paste(text)
    const read = { '体温 36.5': 'not_a_number', '36.55': 'reading_too_fine', 365: 'reading_point_missing', 98.6: 'reading_fahrenheit', '3.65e1': 'not_a_number', '-36.5': 'reading_out_of_range' }[text]
    assert.equal(await shown(), read ? '__._°C' : '36.5°C', text)
    if (read) await page.getByText(say(`problem.${read}.what`)).waitFor()
  }
  // Another number than the one that was typed is never made of its digits.
  for (const each of '3.65') await key(each)
  assert.equal(await shown(), '65._°C')
})

test('no key moves while a reading is typed, whatever is said of it', async (t) => {
  const { device, household, resident } = await enrolled(t)
  const page = await openPage(t)
  const { preferences } = await device.call('start')
  for (const language of ['zh-CN', 'ko', 'en']) {
    await device.call('set_preferences', { preferences: { ...preferences, language } })
    await page.goto('about:blank')
    await page.goto(`${device.bridge.ready}#/household/${household}?sheet=temperature&household=${household}&resident=${resident}`)
    await page.locator('dialog[open] .key').first().waitFor()
    const places = new Set()
    for (const keys of ['', '3', '365', '339', '350', '396', '3655']) {
      for (const _ of keys) await page.keyboard.press('Backspace')
      await page.keyboard.type(keys)
      places.add(await page.locator('dialog[open] .key').nth(4).evaluate((key) => key.getBoundingClientRect().top))
    }
    assert.equal(places.size, 1, `${language}: ${[...places]}`)
  }
})

test('a time alone, just after midnight, is of the evening before, and the sheet shows that day before it is saved', async (t) => {
  const { device, household } = await enrolled(t)
  await device.kill()
  await device.open('2020-02-28T00:20:00+08:00')
  await device.call('unlock', { pin: PIN })
  const hands = new Hands(await openPage(t))
  await hands.visit(`${device.bridge.ready}#/household/${household}?sheet=note&household=${household}`)
  const sheet = hands.inSheet()
  await sheet.fill(say('note.text'), '晚上送了饭')
  await hands.page.locator('.when-now').click()
  const [date, time] = [0, 1].map((place) => hands.page.locator('.when-input input').nth(place))
  assert.equal(await date.inputValue(), '2020-02-28')
  await time.fill('20:15')
  await hands.page.waitForFunction(() => document.querySelector('.when-input input').value === '2020-02-27')
  await time.fill('00:10')
  await hands.page.waitForFunction(() => document.querySelector('.when-input input').value === '2020-02-28')
  await time.fill('20:15')
  await hands.page.waitForFunction(() => document.querySelector('.when-input input').value === '2020-02-27')
  // The day is part of the draft: it is the same when the sheet is opened days later.
  const key = `note/${household}////`
  while (!(await device.call('kept_field', { key }))?.text.includes('2020-02-27')) await new Promise((fulfil) => setImmediate(fulfil))
  await device.kill()
  await device.open('2020-03-01T12:00:00+08:00')
  await device.call('unlock', { pin: PIN })
  await hands.page.goto('about:blank')
  await hands.visit(`${device.bridge.ready}#/household/${household}?sheet=note&household=${household}`)
  await hands.page.locator('.draft').waitFor()
  assert.equal(await date.inputValue(), '2020-02-27')
  await sheet.choose(words('kit', 'zh-CN')('late.busy'))
  await sheet.tap('button', say('save'))
  await hands.see(say('undo'))
  const [line] = (await device.call('diary', { date: '2020-02-27' })).lines
  assert.deepEqual([line.date, line.minute, line.content.text], ['2020-02-27', '20:15', '晚上送了饭'])
})

test('each number of a person can be rung from the card', async (t) => {
  const { device } = await enrolled(t)
  const page = await openPage(t)
  await page.goto(device.bridge.ready)
  await page.locator('.due-calls a').first().waitFor()
  assert.deepEqual(await page.locator('.due-card a[href^="tel:"]').evaluateAll((links) => links.map((link) => link.getAttribute('href'))), ['tel:10000000001', 'tel:10000000002', 'tel:04332512345,801'])
  await keep(page, 'phone-due-two-numbers')
})

test('half an emoji is saved, a long paste is counted and never cut', async (t) => {
  const { device, household } = await enrolled(t)
  const hands = new Hands(await openPage(t))
  await hands.visit(device.bridge.ready)
  await hands.page.goto(`${new URL(device.bridge.ready).origin}/#/household/${household}?sheet=note&household=${household}`)
  const sheet = hands.inSheet()
  const field = sheet.scope.getByLabel(say('note.text'), { exact: true })
  await field.fill('安'.repeat(2003))
  await sheet.see(say('field.too_long', { over: 3, limit: 2000 }))
  assert.equal((await field.inputValue()).length, 2003)
  await sheet.tap('button', say('save'))
  await sheet.see(say('problem.too_long.what', { limit: 2000 }))
  await field.fill('😀'.repeat(1900))
  await sheet.see(say('field.count', { used: 1900, limit: 2000 }))
  await field.evaluate((node) => {
    node.value = 'cut in two: \ud83d'
    node.dispatchEvent(new Event('input'))
  })
  await sheet.tap('button', say('save'))
  await hands.see(say('undo'))
  const { lines } = await device.call('diary')
  assert.equal(lines[0].content.text, 'cut in two: \ufffd')
})

test('a Uyghur or an Arabic name turns no address, time or number around, on the phone and at the district', async (t) => {
  const { district, device, household } = await enrolled(t)
  const draft = (content, resident = null) => ({ household, resident, content, at: null, note: ARABIC, late: null })
  const item = { what: UYGHUR, quantity: 20, unit: '斤' }
  const asked = await device.call('save', { draft: draft({ kind: 'errand', errand: null, step: 'asked', items: [item], floor: null, seal_after: null }) })
  await device.call('save', { draft: draft({ kind: 'note', text: `${UYGHUR} 3号楼2单元501` }) })
  await device.call('save', { draft: draft({ kind: 'seal', state: 'broken', serial: '001', reason: `${ARABIC} 12` }) })

  const faults = []
  const hands = new Hands(await openPage(t))
  await hands.visit(device.bridge.ready)
  for (const [name, path] of [
    ['due', '#/'],
    ['diary', '#/diary'],
    ['people', '#/people'],
    ['household', `#/household/${household}`],
    ['entry', `#/entry/${asked.entry}`],
    ['outbox', '#/outbox'],
    ['me', '#/me'],
  ]) {
    await hands.page.evaluate((hash) => (location.hash = hash), path)
    await hands.page.waitForFunction((rtl) => new RegExp(rtl).test(document.body.innerText) || location.hash === '#/outbox', '[\\u0590-\\u08FF]')
    await look(hands, name, faults)
  }
  await hands.page.evaluate(() => (location.hash = '#/'))
  await hands.page.locator('.due-buttons .button').first().waitFor()
  await hands.page.locator('.due-card, .due-row').first().locator('.buttons .button, .act').last().click()
  await look(hands, 'toast', faults)
  await device.call('sync_now')
  await device.kill()

  const dashboard = await signedIn(t, district, { viewport: DESK })
  for (const path of ['#/', '#/households', `#/household/${household}`, '#/attention']) {
    await dashboard.page.evaluate((hash) => (location.hash = hash), path)
    await dashboard.page.locator('h1').first().waitFor()
    await look(dashboard, `district-${path.replace(/\W+/g, '') || 'overview'}`, faults)
  }
  await dashboard.page.emulateMedia({ media: 'print' })
  await dashboard.page.evaluate((hash) => (location.hash = hash), `#/household/${household}`)
  await look(dashboard, 'district-print', faults)
  assert.deepEqual(faults, [])
})
