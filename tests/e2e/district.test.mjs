// The dashboard in today's Chromium, on a real server that real devices report to: live changes, roles, and every page
// in every language looked at by axe, by a ruler, and by whoever opens artefacts/screens.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { DESK, PHONE, accessibilityFaults, closeBrowser, fitFaults, keep, openPage } from './support/browser.mjs'
import { dayOf, openHousehold, seedAddress, signIn, signedIn } from './support/dashboard.mjs'
import { Hands } from './support/hands.mjs'
import { at, seed } from './support/phone-flow.mjs'
import { busyDevice } from './support/phone-tour.mjs'
import { Device, District } from './support/programs.mjs'
import { LANGUAGES, missingWords, words } from './support/words.mjs'

const LONG = Boolean(process.env.DAYLOG_LONG)
const say = words('district', 'zh-CN')

/** A day on which every household of the roster is in quarantine. */
const later = (time) => `2020-03-02T${time}:00+08:00`

after(closeBrowser)

test('what a device sends appears on the overview and on the household’s page without a reload', async (t) => {
  const district = await District.found(t, { now: at('08:00') })
  await district.serve(at('09:05'))
  const device = new Device(t)
  await device.daylog(at('08:30'), 'enrol', await district.invite(seed.cadre.name, at('08:20')))

  const overview = await signedIn(t, district)
  await overview.see(say('hour_done', { done: 0, total: '' }))
  await device.daylog(at('09:02'), 'log', 'contact', '--resident', '安某')
  await device.daylog(at('09:06'), 'sync')
  await overview.see(say('hour_done', { done: 1, total: '' }))

  const household = await signedIn(t, district)
  await openHousehold(household, seedAddress)
  assert.deepEqual((await dayOf(household)).map(([time]) => time), ['09:02'])
  await device.daylog(at('10:51'), 'log', 'temperature', '--resident', '安某', '--celsius', '36.5')
  await device.daylog(at('10:52'), 'sync')
  await household.see(/36\.5/)
  assert.deepEqual((await dayOf(household)).map(([time]) => time), ['09:02', '10:51'])
})

test('a page whose server cannot read keeps what it shows, says so, and is brought up to date by itself', async (t) => {
  const district = await District.found(t, { now: at('08:00') })
  await district.serve(at('09:05'))
  const device = new Device(t)
  await device.daylog(at('08:30'), 'enrol', await district.invite(seed.cadre.name, at('08:20')))
  const overview = await signedIn(t, district)
  const { page } = overview
  await overview.see(say('hour_done', { done: 0, total: '' }))
  const storageState = await page.context().storageState()

  const cannotRead = (route) => route.fulfill({ status: 503, json: { code: 'database_busy', values: {}, retry: true, reference: 'ab12' } })
  await page.route('**/api/v1/{overview,attention}*', cannotRead)
  await device.daylog(at('09:02'), 'log', 'contact', '--resident', '安某')
  await device.daylog(at('09:06'), 'sync')
  await page.locator('.connection.behind').waitFor()
  await overview.see(say('hour_done', { done: 0, total: '' }))
  await overview.tap('link', say('attention'))
  await overview.see(say('problem.database_away.what'))
  await overview.tap('link', say('overview'))
  await page.unroute('**/api/v1/{overview,attention}*')
  await overview.see(say('hour_done', { done: 1, total: '' }))
  assert.equal(await page.locator('.connection.behind').count(), 0)

  const opened = await openPage(t, { viewport: DESK, storageState })
  await opened.route('**/api/v1/me', cannotRead)
  await opened.goto(district.dashboard)
  await opened.getByText(say('sign_in_later', { code: 'database_busy ab12' })).waitFor()
  await opened.unroute('**/api/v1/me')
  await opened.locator('.ways').waitFor()
})

test('every figure leads to a list that is as long, of the same day', async (t) => {
  const district = await District.found(t, { now: at('08:00') })
  await district.serve(at('12:00'))
  const device = new Device(t)
  await device.daylog(at('08:30'), 'enrol', await district.invite(seed.cadre.name, at('08:20')))
  await device.daylog(at('09:02'), 'log', 'contact', '--resident', '安某')
  await device.daylog(at('12:00'), 'sync')
  const { page } = await signedIn(t, district)
  const figures = async () => {
    await page.goto('about:blank')
    await page.goto(`${district.dashboard}/#/`)
    await page.locator('.figures-item a').first().waitFor()
    return page.evaluate(() => {
      const text = (node) => node.textContent.trim()
      const of = (link, counts, checks) => ({ href: link.getAttribute('href'), counts: text(counts), checks })
      const head = document.querySelector('.page-sub a')
      const tiles = [...document.querySelectorAll('.figures-item')].filter((tile) => tile.querySelector('a'))
      const sizes = [...document.querySelectorAll('.communities-size')]
      const cells = [...document.querySelectorAll('.communities-link')]
      return [
        of(head, head, null),
        ...tiles.map((tile) => of(tile.querySelector('a'), tile.querySelector('.caption'), Number(text(tile.querySelector('a'))))),
        ...sizes.map((size) => of(size, size, null)),
        ...cells.filter((cell) => cell.getAttribute('href').includes('attention')).map((cell) => ({ href: cell.getAttribute('href'), counts: null, checks: Number(text(cell)) })),
      ]
    })
  }
  const found = await figures()
  assert.ok(found.length > 4, 'there are figures to follow')
  for (const { href, counts, checks } of found) {
    assert.match(href, /date=2020-02-27/, 'the day goes along')
    await page.goto('about:blank')
    await page.goto(`${district.dashboard}/${href}`)
    await page.locator('.household-line, .group-row').first().waitFor()
    const sub = (await page.locator('.page-sub').first().textContent()).trim()
    if (counts) assert.ok(sub.includes(counts), `${href}: ${counts} leads to ${sub}`)
    const rows = await page.locator('.household-line').count()
    if (rows) assert.equal(rows, Number(/\d+/.exec(sub)[0]), `${href}: ${sub}`)
    else assert.equal(await page.locator('.group-row').count(), checks, href)
  }
})

test('a wrong password is told, and a secretary sees only the own community', async (t) => {
  const district = await District.found(t, { now: later('08:00') })
  const secretary = await district.account('shuji', '--role', 'secretary', '--community', '长海社区')
  await district.serve(later('09:00'))
  const page = await openPage(t, { viewport: DESK })
  const hands = new Hands(page)
  await hands.visit(district.dashboard)
  await signIn(hands, say, { ...secretary, password: 'not-the-password' })
  await hands.see(say('sign_in_wrong'))
  await signIn(hands, say, secretary)
  await hands.tap('link', say('households'))
  await hands.see('2号楼3单元302')
  assert.ok(!(await hands.text()).includes(seedAddress), 'another community’s household is shown')
  await hands.visit(`${district.dashboard}/#/household/1`)
  await hands.see(say('problem.not_found.what'))
})

test('every page of the dashboard in every language and theme is accessible, fits and has all its words', async (t) => {
  const { district, ids } = await busyDevice(t)
  await district.serve('2020-03-02T10:50:00+08:00')
  const { page } = await signedIn(t, district)
  const storageState = await page.context().storageState()
  const pages = { overview: '#/', attention: '#/attention', overdue: '#/overdue', households: '#/households', household: `#/household/${ids.household}`, accounts: '#/accounts', account: '#/account', record: '#/access-record' }
  const sizes = { 1280: DESK, 1024: { width: 1024, height: 768 }, 360: PHONE }
  for (const language of LANGUAGES) {
    for (const theme of ['light', 'dark']) {
      await t.test(`${language}, ${theme}`, async (t) => {
        const faults = []
        for (const [width, viewport] of Object.entries(sizes)) {
          const page = await openPage(t, { viewport, language, theme, storageState })
          for (const [name, address] of Object.entries(pages)) {
            faults.push(...(await look(page, district, address, `district-${name}-${language}-${theme}-${width}`, LONG || width === '1280')))
            assert.equal(await page.locator('.ways').count(), 1, `${name}: nobody is signed in`)
          }
        }
        const stranger = await openPage(t, { viewport: PHONE, language, theme })
        faults.push(...(await look(stranger, district, '', `district-sign-in-${language}-${theme}-360`, true)))
        assert.deepEqual(faults, [])
      })
    }
  }
})

/** Opens an address as a new page load, keeps what it shows, and answers what is wrong with it. */
async function look(page, district, address, name, axe) {
  await page.goto('about:blank')
  await page.goto(`${district.dashboard}/${address}`)
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(() => !document.querySelector('.spinner'))
  await keep(page, name)
  const missing = missingWords('district', await page.evaluate(() => document.body.innerText)).map((key) => `no word: ${key}`)
  return [...missing, ...(await fitFaults(page)), ...(axe ? await accessibilityFaults(page) : [])].map((fault) => `${name}: ${fault}`)
}
