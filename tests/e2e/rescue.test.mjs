// Unsent work and a forgotten PIN as people meet them: on the phone in every language, and at the district that helps.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'

import { accessibilityFaults, closeBrowser, fitFaults, keep, openPage } from './support/browser.mjs'
import { signedIn } from './support/dashboard.mjs'
import { rest, tapped } from './support/finger.mjs'
import { Hands } from './support/hands.mjs'
import { MORNING, busyDevice } from './support/phone-tour.mjs'
import { call, callJson } from './support/programs.mjs'
import { LANGUAGES, missingWords, words } from './support/words.mjs'

after(closeBrowser)

const NEW_PIN = '13571357'

async function looksRight(page, face, name) {
  assert.deepEqual(await fitFaults(page), [], name)
  assert.deepEqual(await accessibilityFaults(page), [], name)
  assert.deepEqual(missingWords(face, await page.evaluate(() => document.body.innerText)), [], name)
  await keep(page, name)
}

test('a forgotten PIN, a rescue file and signing out lead to the district with nothing lost', async (t) => {
  const { district, device } = await busyDevice(t)
  const prefer = (language) => device.call('set_preferences', { preferences: { language, theme: 'light', text_size: 18, lock_after_minutes: 60 } })
  const at = (path) => `${device.bridge.ready}#${path}`

  for (const language of LANGUAGES) {
    await t.test(`what is unsent, in ${language}`, async (t) => {
      await prefer(language)
      const hands = new Hands(await openPage(t, { language }))
      await hands.visit(at('/unsent'))
      await hands.see(words('phone', language)('unsent.some', { entries: 1 }))
      await looksRight(hands.page, 'phone', `phone-unsent-${language}-360`)
    })
  }
  for (const language of LANGUAGES) {
    await t.test(`a directory brought as text while the district cannot be reached, in ${language}`, async (t) => {
      const say = words('phone', language)
      await prefer(language)
      const hands = new Hands(await openPage(t, { language }))
      await hands.visit(at('/outbox'))
      await hands.tap('button', say('directory.title'))
      await hands.fill(say('directory.label'), 'daylog-directory:AAAA')
      await hands.tap('button', say('directory.take'))
      await hands.see(say('problem.directory_unreadable.what'))
      await looksRight(hands.page, 'phone', `phone-directory-${language}-360`)
      // Brought as a file it fills the field, where it can be looked at before it is used; the way there works without a finger.
      const line = join(dirname(district.data), `directory-${language}.txt`)
      await call('daylog-server', ['directory', '--data', district.data, '--to', line])
      // Asked for before the keys: the browser must know of it when they arrive.
      const chooser = hands.page.waitForEvent('filechooser')
      await hands.page.getByLabel(say('directory.label')).focus()
      await hands.page.keyboard.press('Tab')
      assert.equal(await hands.page.evaluate(() => document.activeElement.type), 'file')
      await hands.page.keyboard.press('Enter')
      tapped(hands.page)
      await (await chooser).setFiles(line)
      await hands.page.waitForFunction(() => document.querySelector('textarea').value.length > 100)
      const label = await hands.page.getByText(say('directory.file')).boundingBox()
      assert.ok(label.height >= 44, `${label.height} px`)
      await hands.tap('button', say('directory.take'))
      await hands.see(say('directory.taken'))
    })
  }
  await device.call('lock')
  for (const language of LANGUAGES) {
    await t.test(`the way to help, in ${language}`, async (t) => {
      await prefer(language)
      const hands = new Hands(await openPage(t, { language }))
      await hands.visit(device.bridge.ready)
      await hands.tap('button', words('phone', language)('recover.open'))
      await hands.see(words('phone', language)('recover.words'))
      await looksRight(hands.page, 'phone', `phone-recover-${language}-360`)
    })
  }

  const say = words('phone', 'zh-CN')
  await prefer('zh-CN')
  const hands = new Hands(await openPage(t))
  await hands.visit(device.bridge.ready)
  await hands.tap('button', say('recover.open'))
  const request = await hands.page.locator('#recover-text').inputValue()
  const kit = join(dirname(district.data), 'kit.txt')
  writeFileSync(kit, district.first.kit)
  const { check, answer } = await callJson('daylog-server', ['recover', '--kit', kit, request, '--format', 'json'])
  await hands.see(check)
  await hands.fill(say('recover.answer'), `${answer.slice(0, -9)}`)
  // Said at once: nobody thinks of a new PIN, and types it twice, for an answer that does not fit.
  await hands.tap('button', say('recover.next'))
  await hands.see(say('problem.recovery_unreadable.what'))
  await hands.fill(say('recover.answer'), answer)
  await chooseNewPin(hands, say)
  await hands.seeHeading(say('tab.due'))

  await hands.tap('link', say('tab.me'))
  await hands.tap('button', say('unsent.title'))
  // Two taps at one place, as of a thumb that is in a hurry, ask and leave nothing.
  const leave = hands.page.getByRole('button', { name: say('unsent.leave_with_file') })
  await rest(hands.page)
  await leave.dblclick()
  tapped(hands.page)
  await hands.see(say('unsent.sure'))
  assert.equal((await device.call('start')).stage, 'open')
  await hands.tap('button', say('unsent.sure'))
  await hands.see('中文')
  // The file holds the only copy of what was unsent: whoever leaves is told where it lies.
  await hands.see(say('unsent.left'))
  await hands.see('.daylog-rescue')
  await looksRight(hands.page, 'phone', 'phone-signed-out-zh-CN-360')
  assert.equal((await device.call('start')).stage, 'fresh')

  const folder = dirname(device.profile)
  const file = readdirSync(folder).find((name) => name.endsWith('.daylog-rescue'))
  await district.serve(MORNING)
  for (const [place, language] of LANGUAGES.entries()) {
    await t.test(`the district takes it in, in ${language}`, async (t) => {
      const say = words('district', language)
      const dashboard = await signedIn(t, district, { language })
      await dashboard.visit(`${district.dashboard}/#/rescue`)
      await dashboard.seeHeading(say('rescue.title'))
      await dashboard.page.setInputFiles('#rescue-file', { name: 'photograph', mimeType: 'image/jpeg', buffer: Buffer.alloc(17 * 1024 * 1024) })
      await dashboard.see(say('problem.too_large.what'))
      await dashboard.page.setInputFiles('#rescue-file', join(folder, file))
      await dashboard.see(say('rescue.new', { count: place === 0 ? 1 : 0 }))
      await looksRight(dashboard.page, 'district', `district-rescue-${language}-1280`)
    })
  }
})

test('a lost record is said to be lost, and what lies encrypted beside it is seen, rescued and outlives a new start', async (t) => {
  const { district, device } = await busyDevice(t)
  // Encrypted a moment after the save, by nobody who is waited for.
  const envelopes = join(device.profile, 'envelopes')
  for (let until = Date.now() + 20_000; !existsSync(envelopes) || !readdirSync(envelopes).some((name) => name.endsWith('.envelope')); ) {
    assert.ok(Date.now() < until, 'what was saved was never sealed')
    await new Promise((fulfil) => setImmediate(fulfil))
  }
  await device.kill()
  writeFileSync(join(device.profile, 'daylog.db'), '')
  rmSync(join(device.profile, 'daylog.db-wal'), { force: true })
  await device.open(MORNING)

  for (const language of LANGUAGES) {
    await t.test(`what is left, in ${language}`, async (t) => {
      const say = words('phone', language)
      await device.call('set_preferences', { preferences: { language, theme: 'light', text_size: 18, lock_after_minutes: 60 } })
      const hands = new Hands(await openPage(t, { language }))
      await hands.visit(device.bridge.ready)
      await hands.see(say('lost.empty'))
      await hands.see(say('lost.encrypted', { encrypted: 1 }))
      await hands.see(say('lost.delivers'))
      await looksRight(hands.page, 'phone', `phone-lost-${language}-360`)
    })
  }
  const say = words('phone', 'en')
  const hands = new Hands(await openPage(t, { language: 'en' }))
  await hands.visit(device.bridge.ready)
  await hands.tap('button', say('unsent.save'))
  await hands.see('.daylog-rescue')
  await hands.tap('button', say('lost.again'))
  await typePinTwice(hands, say)
  await hands.seeHeading(say('code.title'))
  await district.serve(MORNING)
  await device.call('enrol', { link: await district.invite('权贺永', MORNING) })
  const kept = join(device.profile, 'damaged', '1')
  assert.ok(existsSync(join(kept, 'key.json')) && existsSync(join(kept, 'daylog.damaged-1.db')), 'nothing was overwritten')
})

async function chooseNewPin(hands, say) {
  await hands.tap('button', say('recover.next'))
  await typePinTwice(hands, say)
}

async function typePinTwice(hands, say) {
  for (const title of ['pin.choose', 'pin.again']) {
    await hands.seeHeading(say(title))
    await hands.type(NEW_PIN)
    await hands.tap('button', say('next'))
  }
}
