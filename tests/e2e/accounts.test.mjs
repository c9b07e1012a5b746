// Accounts as people meet them: a first sign-in that sets a phone up, a secretary who is made, signs in with a password for once,
// and is locked out; and the record that says who looked at whom.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, test } from 'node:test'

import { DESK, PHONE, accessibilityFaults, closeBrowser, fitFaults, keep, openPage } from './support/browser.mjs'
import { signIn, signedIn } from './support/dashboard.mjs'
import { Hands } from './support/hands.mjs'
import { District } from './support/programs.mjs'
import { LANGUAGES, missingWords, words } from './support/words.mjs'

const say = words('district', 'zh-CN')
const MORNING = Date.parse('2020-03-02T09:00:00+08:00')
const OWN = '自己选的密码-2020-03'

after(closeBrowser)

async function looksRight(page, name) {
  assert.deepEqual(await fitFaults(page), [], name)
  assert.deepEqual(await accessibilityFaults(page), [], name)
  assert.deepEqual(missingWords('district', await page.evaluate(() => document.body.innerText)), [], name)
  await keep(page, name)
}

/** RFC 6238, told a second time and independently of the server. */
function code(secret, at) {
  const bits = [...secret.replace(/\s/g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const hash = createHmac('sha1', key).update(step).digest()
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

test('the first account sets its phone up, prints its recovery codes, and is asked for a code the next time', async (t) => {
  const district = await District.found(t, { now: new Date(MORNING).toISOString(), secondFactor: 'required' })
  await district.serve(new Date(MORNING).toISOString())
  const began = Date.now()
  const now = () => MORNING + Date.now() - began
  const page = await openPage(t, { viewport: DESK })
  const hands = new Hands(page)
  await hands.visit(district.dashboard)
  await signIn(hands, say, district.first)
  await hands.see(say('sign_in_step.set_up'))
  await looksRight(page, 'district-set-up-zh-CN-1280')
  const secret = await page.locator('.set-up-secret').innerText()
  await hands.fill(say('code'), code(secret, now()))
  await hands.tap('button', say('go_on'))
  await hands.seeHeading(say('own.title'))
  await hands.see(say('codes.none'))
  await page.getByLabel(say('password'), { exact: true }).first().fill(district.first.password)
  await hands.tap('button', say('codes.make'))
  await hands.see(say('codes.keep'))
  assert.equal(await page.locator('.codes > li').count(), 10)
  const recovery = await page.locator('.codes > li').first().innerText()
  await looksRight(page, 'district-recovery-codes-zh-CN-1280')

  const elsewhere = new Hands(await openPage(t, { viewport: DESK }))
  await elsewhere.visit(district.dashboard)
  await signIn(elsewhere, say, district.first)
  await elsewhere.see(say('sign_in_step.code'))
  await elsewhere.fill(say('code'), '000000')
  await elsewhere.tap('button', say('go_on'))
  await elsewhere.see(say('sign_in_wrong_code'))
  await looksRight(elsewhere.page, 'district-code-zh-CN-1280')
  await elsewhere.fill(say('code'), recovery)
  await elsewhere.tap('button', say('go_on'))
  await elsewhere.page.locator('.ways').waitFor()
})

test('a secretary is made, chooses a password, is locked out at once, and what was looked at stands in the record', async (t) => {
  const district = await District.found(t, { now: new Date(MORNING).toISOString() })
  await district.serve(new Date(MORNING).toISOString())
  const hands = await signedIn(t, district)
  await hands.tap('link', say('accounts.title'))
  await hands.tap('button', say('accounts.make'))
  const sheet = hands.inSheet()
  await sheet.fill(say('account'), '白山书记')
  await sheet.scope.getByLabel(say('role.role')).selectOption('secretary')
  await looksRight(hands.page, 'district-new-account-zh-CN-1280')
  await sheet.tap('button', say('accounts.make_named', { name: '白山书记' }))
  await sheet.see(say('once.words'))
  const password = await hands.page.locator('.once-password').innerText()
  await sheet.scope.getByRole('button', { name: say('close'), exact: true }).last().click()

  const secretary = new Hands(await openPage(t, { viewport: DESK }))
  await secretary.visit(district.dashboard)
  await signIn(secretary, say, { account: '白山书记', password })
  await secretary.see(say('sign_in_step.new_password'))
  await secretary.fill(say('password.new'), OWN)
  await secretary.fill(say('password.again'), `${OWN}!`)
  await secretary.tap('button', say('go_on'))
  await secretary.see(say('password.differs'))
  await looksRight(secretary.page, 'district-new-password-zh-CN-1280')
  await secretary.fill(say('password.again'), OWN)
  await secretary.tap('button', say('go_on'))
  await secretary.page.locator('.ways').waitFor()
  await secretary.tap('link', say('households'))
  await secretary.page.locator('.household-list a').first().click()
  await secretary.page.locator('h1').first().waitFor()

  await hands.tap('button', '白山书记')
  await hands.inSheet().tap('button', say('act.lock'))
  await hands.see(say('act.lock.first'))
  await looksRight(hands.page, 'district-lock-zh-CN-1280')
  await hands.inSheet().tap('button', say('act.lock.named', { name: '白山书记' }))
  await hands.inSheet().scope.getByRole('button', { name: say('act.unlock'), exact: true }).waitFor()
  await hands.page.keyboard.press('Escape')
  await secretary.page.reload()
  await signIn(secretary, say, { account: '白山书记', password: OWN })
  await secretary.see(say('sign_in_locked'))

  await hands.visit(`${district.dashboard}/#/access-record`)
  const told = hands.page.locator('.accounts tbody')
  await told.getByText(say('record.what.household')).first().waitFor()
  await told.getByText(say('record.what.not_let_in')).first().waitFor()
  await looksRight(hands.page, 'district-record-zh-CN-1280')
})

test('the pages of accounts fit, are accessible and have their words in every language, wide and narrow', async (t) => {
  const district = await District.found(t, { now: new Date(MORNING).toISOString() })
  const inspector = await district.account('督查', '--role', 'inspector', '--street', '公园街道')
  await district.serve(new Date(MORNING).toISOString())
  const { page } = await signedIn(t, district)
  const other = await openPage(t, { viewport: DESK })
  await other.goto(district.dashboard)
  await signIn(new Hands(other), say, { ...inspector, password: 'not-the-password' })
  await other.getByText(say('sign_in_wrong')).waitFor()
  const storageState = await page.context().storageState()
  for (const language of LANGUAGES) {
    for (const [width, viewport] of Object.entries({ 1280: DESK, 360: PHONE })) {
      const page = await openPage(t, { viewport, language, storageState })
      for (const [name, first] of [['accounts', '.accounts tbody tr'], ['account', '.own-sessions > li'], ['access-record', '.accounts tbody tr']]) {
        await page.goto('about:blank')
        await page.goto(`${district.dashboard}/#/${name}`)
        await page.locator(first).first().waitFor()
        await looksRight(page, `district-${name}-${language}-${width}`)
      }
      await page.goto('about:blank')
      await page.goto(`${district.dashboard}/#/accounts`)
      await page.getByRole('button', { name: '督查', exact: true }).click()
      await page.getByRole('button', { name: words('district', language)('act.grant_role'), exact: true }).click()
      await looksRight(page, `district-grant-role-${language}-${width}`)
    }
  }
})
