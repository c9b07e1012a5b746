// The whole phone flow on the oldest engine that phones in use still have: Chromium 72, from an npm package that carries it.
// Today's engine has its own tests.
import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { brotliDecompressSync } from 'node:zlib'

import puppeteer from 'puppeteer-core'

import { OldHands } from './support/hands.mjs'
import { assertDiary, at, logTheDay, seed, setUp, unlock } from './support/phone-flow.mjs'
import { Device, District, artefacts, isOfKilledBridge } from './support/programs.mjs'
import { words } from './support/words.mjs'

/** The npm packages that carry an engine, by its major version. */
const ENGINES = { 72: 'chrome-aws-lambda' }

for (const [version, packageName] of Object.entries(ENGINES)) {
  test(`the phone flow works on Chromium ${version}`, async (t) => {
    const browser = await puppeteer.launch({
      executablePath: unpacked(packageName),
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

/** The engine of a package, unpacked once beside the package. */
function unpacked(packageName) {
  const folder = join(import.meta.dirname, 'node_modules', packageName, 'bin')
  const packed = readdirSync(folder).find((name) => name.endsWith('.br'))
  const program = join(folder, packed.slice(0, -3))
  if (!existsSync(program)) {
    writeFileSync(`${program}.part`, brotliDecompressSync(readFileSync(join(folder, packed))))
    chmodSync(`${program}.part`, 0o755)
    renameSync(`${program}.part`, program)
  }
  return program
}
