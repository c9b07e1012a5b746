// The phone UI on the real core, in today's Chromium: the seed's page from a stairwell without signal to the district,
// and every screen in every language looked at by axe, by a ruler, and by whoever opens artefacts/screens.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { DESK, accessibilityFaults, closeBrowser, fitFaults, keep, openPage } from './support/browser.mjs'
import { dayOf, openHousehold, seedAddress, signedIn } from './support/dashboard.mjs'
import { Hands } from './support/hands.mjs'
import { DATE, assertDiary, at, logTheDay, seed, setUp, unlock } from './support/phone-flow.mjs'
import { MORNING, busyDevice, screens } from './support/phone-tour.mjs'
import { Device, District, PIN } from './support/programs.mjs'
import { LANGUAGES, missingWords, words } from './support/words.mjs'

/** In the gate axe looks at every screen in every language and theme; the long run lets it look at every size as well. */
const LONG = Boolean(process.env.DAYLOG_LONG)

after(closeBrowser)

test('the seed’s page, logged offline through the phone, survives every kill and reaches the district', async (t) => {
  const say = words('phone', 'zh-CN')
  const district = await District.found(t, { now: at('08:00') })
  await district.serve(at('08:30'))
  const device = new Device(t)
  const hands = new Hands(await openPage(t))
  await hands.visit(await device.open(at('08:40')))
  await setUp(hands, say, { language: '中文', link: await district.invite(seed.cadre.name, at('08:35')) })
  await device.kill()
  await district.stop()

  await logTheDay(device, hands, say)

  await hands.visit(await device.open(at('20:40')))
  await unlock(hands, say)
  await assertDiary(hands, say, false)

  await district.serve(at('20:45'))
  await hands.tap('link', say('tab.me'))
  await hands.tap('button', say('sync.now'))
  await hands.see(say('sync.all_there'))
  await assertDiary(hands, say, true)

  const told = await hands.story()
  const dashboard = await signedIn(t, district)
  await openHousehold(dashboard, seedAddress)
  assert.deepEqual(await dayOf(dashboard), told, 'the district shows the same page')
  await keep(dashboard.page, 'district-seed-page')
  assert.deepEqual((await district.diary(DATE)).map((line) => line.at.slice(-5)), seed.entries.map((entry) => entry.at))
})

test('every screen of the phone in every language and theme is accessible, fits and has all its words', async (t) => {
  const { device, ids } = await busyDevice(t)
  const preferences = { language: 'zh-CN', theme: 'light', text_size: 18, lock_after_minutes: 60 }
  const prefer = (change) => device.call('set_preferences', { preferences: { ...preferences, ...change } })
  for (const language of LANGUAGES) {
    for (const theme of ['light', 'dark']) {
      await t.test(`${language}, ${theme}`, async (t) => {
        await prefer({ language, theme })
        await tour(await openPage(t, { language, theme }), device, ids, (name) => `phone-${name}-${language}-${theme}-360`, { axe: true })
      })
    }
    await t.test(`${language}, on a wide screen`, async (t) => {
      await prefer({ language })
      await tour(await openPage(t, { language, viewport: DESK }), device, ids, (name) => `phone-${name}-${language}-light-1280`)
    })
    await t.test(`${language}, narrowest screen and largest text`, async (t) => {
      await prefer({ language, text_size: 30 })
      const page = await openPage(t, { language, viewport: { width: 320, height: 640 } })
      await tour(page, device, ids, (name) => `phone-${name}-${language}-large-320`)
    })
    await t.test(`${language}, before the screens`, async (t) => {
      await prefer({ language })
      await device.call('lock')
      const page = await openPage(t, { language })
      const faults = await look(page, device, '#/', `phone-unlock-${language}`, { axe: true })
      await device.call('unlock', { pin: PIN })
      faults.push(...(await welcome(t, page, language)))
      assert.deepEqual(faults, [])
    })
  }
})

test('who asked for less motion sees another theme at once, on every element', async (t) => {
  const page = await openPage(t)
  await page.goto(await new Device(t).open(MORNING))
  await page.locator('h1').waitFor()
  const colours = await page.evaluate(() => {
    const { documentElement, body } = document
    const title = document.querySelector('h1')
    const light = getComputedStyle(title).color
    documentElement.dataset.theme = 'dark'
    return { light, page: getComputedStyle(body).color, title: getComputedStyle(title).color }
  })
  assert.notEqual(colours.light, colours.page)
  assert.equal(colours.title, colours.page)
})

test('a word that nobody gave would be seen', () => {
  assert.deepEqual(missingWords('phone', `${words('phone', 'zh-CN')('tab.due')} due.contact_made {person}`), ['due.contact_made', '{person}'])
})

async function tour(page, device, ids, name, options) {
  const faults = []
  for (const [screen, address] of Object.entries(screens(ids))) faults.push(...(await look(page, device, address, name(screen), options)))
  assert.deepEqual(faults, [])
}

/** The steps of a new phone until it needs the network. */
async function welcome(t, page, language) {
  const say = words('phone', language)
  const hands = new Hands(page)
  const fresh = new Device(t)
  await fresh.open(MORNING)
  const faults = await look(page, fresh, '#/', `phone-language-${language}`, { axe: true })
  await hands.tap('button', { 'zh-CN': '中文', ko: '조선말', en: 'English' }[language])
  for (const title of ['pin.choose', 'pin.again']) {
    await hands.seeHeading(say(title))
    faults.push(...(await judge(page, `phone-${title}-${language}`)))
    await hands.type(PIN)
    await hands.tap('button', say('next'))
  }
  await hands.seeHeading(say('code.title'))
  return [...faults, ...(await judge(page, `phone-code-${language}`))]
}

/** Opens one address as a new page load, so that nothing of the last screen is left, and judges what it shows. */
async function look(page, device, address, name, options = { axe: LONG }) {
  await page.goto('about:blank')
  await page.goto(`${device.bridge.ready}${address}`)
  await page.locator(address.includes('sheet=') ? 'dialog[open] .sheet-body > *' : 'h1').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.spinner'))
  return judge(page, name, options)
}

/** Keeps what the page shows, and answers what is wrong with it. */
async function judge(page, name, { axe } = { axe: true }) {
  await keep(page, name)
  const missing = missingWords('phone', await page.evaluate(() => document.body.innerText)).map((key) => `no word: ${key}`)
  return [...missing, ...(await fitFaults(page)), ...(axe ? await accessibilityFaults(page) : [])].map((fault) => `${name}: ${fault}`)
}

test('the ruler finds what is cut off, and leaves alone what scrolls by itself', async (t) => {
  const page = await openPage(t, { viewport: { width: 320, height: 400 } })
  await page.setContent('<main style="overflow: hidden"><p>short</p></main>')
  assert.deepEqual(await fitFaults(page), [])
  await page.setContent('<main><p style="width: 400px">long</p></main>')
  assert.equal((await fitFaults(page))[0], 'the page scrolls sideways')
  await page.setContent('<main style="overflow-x: auto"><p style="width: 400px">scrolls</p></main>')
  assert.deepEqual(await fitFaults(page), [])
})
