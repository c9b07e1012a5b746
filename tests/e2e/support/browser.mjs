// Debian's Chromium under playwright: pages in the sizes, languages and themes that the tests go through,
// with every error of a page counted as a failure of its test.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import assert from 'node:assert/strict'

import AxeBuilder from '@axe-core/playwright'
import { chromium } from 'playwright-core'

import { artefacts } from './programs.mjs'

export const PHONE = { width: 360, height: 740 }
export const DESK = { width: 1280, height: 800 }

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))

let launched
/** One browser for a whole file; contexts keep the tests apart. */
export async function browser() {
  launched ??= await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
  return launched
}

export async function closeBrowser() {
  await launched?.close()
  launched = undefined
}

/** A page of its own context. Errors in it are collected and looked at when the test ends. */
export async function openPage(test, { viewport = PHONE, language = 'zh-CN', theme = 'light', ...more } = {}) {
  const context = await (await browser()).newContext({
    viewport,
    locale: language,
    colorScheme: theme,
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
    // The district's own CA is in no browser's store; the device pins it, and so does the certificate test.
    ignoreHTTPSErrors: true,
    hasTouch: viewport.width < 500,
    ...more,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const errors = []
  page.on('pageerror', (error) => errors.push(error.stack ?? String(error)))
  test.after(async () => {
    await context.close()
    assert.deepEqual(errors, [], 'the page threw errors')
  })
  return page
}

/** Keeps what the page shows in artefacts/screens, to be looked at by people. */
export async function keep(page, name) {
  const folder = join(artefacts, 'screens')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

/** WCAG 2 A and AA, no exceptions. */
export async function assertAccessible(page, name) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  const told = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} — ${node.failureSummary}`))
  assert.deepEqual(told, [], `${name} is not accessible to everybody`)
}

/** Nothing is cut off at the right, and nothing lies outside the page. */
export async function assertFits(page, name) {
  const { wide, cut } = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth
    const outside = [...document.querySelectorAll('body *')].filter((node) => {
      const box = node.getBoundingClientRect()
      const scrolls = node.closest('[data-scrolls], .visually-hidden, [aria-hidden="true"]')
      return !scrolls && box.width > 0 && box.height > 0 && box.right > limit + 1
    })
    return {
      wide: document.documentElement.scrollWidth - limit,
      cut: outside.slice(0, 5).map((node) => `${node.tagName.toLowerCase()}.${node.className} “${node.textContent.trim().slice(0, 30)}”`),
    }
  })
  assert.ok(wide <= 0 && cut.length === 0, `${name} is wider than its screen: ${cut.join(', ')}`)
}
