// The seed's page in the real desktop app: logged without a network, kept through closing and opening, seen by the district.
// The taps are those of phone.test.mjs; what differs is everything below the page.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'

import { DATE, assertDiary, at, logTheDay, seed, setUp, unlock } from './support/phone-flow.mjs'
import { District, PIN, folderFor } from './support/programs.mjs'
import { words } from './support/words.mjs'
import { WindowDevice, WindowHands } from './window/app.mjs'
import { Display } from './window/driver.mjs'
import { plainWords } from './window/plain.mjs'

test('the seed’s page, logged offline in the desktop app’s window, is the page that the district sees, and no file shows it', async (t) => {
  const say = words('phone', 'zh-CN')
  const district = await District.found(t, { now: at('08:00') })
  await district.serve(at('08:30'))
  const display = await Display.open(t)
  const device = new WindowDevice(display, folderFor(t, 'window'))
  const hands = new WindowHands(await device.open(at('08:40')))
  const link = await district.invite(seed.cadre.name, at('08:35'))
  await setUp(hands, say, { language: '中文', link })
  await hands.window.keep('window-due')
  await device.kill()
  await district.stop()

  await logTheDay(device, hands, say)

  await hands.visit(await device.open(at('20:40')))
  await unlock(hands, say)
  await assertDiary(hands, say, false)
  await hands.window.keep('window-offline')

  await district.serve(at('20:45'))
  await hands.tap('link', say('tab.me'))
  await hands.tap('button', say('sync.now'))
  await hands.see(say('sync.all_there'))
  await assertDiary(hands, say, true)
  await hands.window.keep('window-received')

  await device.kill()
  const note = seed.entries.find((entry) => entry.kind === 'errand').text
  const secret = [...seed.household.residents, seed.cadre.name, seed.community, '3号楼2单元501', '10000000001', '啤酒', 'beer', note, PIN, link]
  assert.deepEqual(plainWords(device.folder, secret), [], 'a file holds what only the encrypted one may hold')
  assert.notDeepEqual(plainWords(device.folder, ['zh-CN']), [], 'the search reads files at all')

  const told = await district.diary(DATE)
  assert.deepEqual(told.map((line) => `${line.at.slice(-5)} ${line.kind}`), seed.entries.map((entry) => `${entry.at} ${entry.kind}`))
})

test('a script that came to run in the page could neither steer the window nor call another host', async (t) => {
  const display = await Display.open(t)
  const device = new WindowDevice(display, folderFor(t, 'window'))
  const hands = new WindowHands(await device.open(at('08:40')))
  await hands.seeHeading(words('phone', 'zh-CN')('app.name'))
  for (const command of ['plugin:window|close', 'plugin:webview|create_webview', 'plugin:event|emit', 'plugin:path|resolve_directory', 'no_such_command']) {
    await hands.refuses(command)
  }

  let asked = 0
  const outside = createServer((_, answer) => answer.end(`${(asked += 1)}`)).listen(0, '127.0.0.1')
  t.after(() => outside.close())
  await once(outside, 'listening')
  const fetched = 'return fetch(arguments[0], { mode: "no-cors" }).then(() => "fetched", () => "stopped")'
  assert.equal(await hands.window.run(fetched, [`http://127.0.0.1:${outside.address().port}/`]), 'stopped')
  assert.equal(asked, 0, 'the request left the page')
})
