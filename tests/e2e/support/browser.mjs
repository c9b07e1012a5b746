// Debian's Chromium under playwright: pages in the sizes, languages and themes that the tests go through,
// with every error of a page counted as a failure of its test.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

import AxeBuilder from '@axe-core/playwright'
import { chromium } from 'playwright-core'

import { artefacts, isOfKilledBridge } from './programs.mjs'

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
  page.on('pageerror', (error) => errors.push(error.stack || String(error)))
  test.after(async () => {
    if (!test.passed) await keep(page, `failed-${test.name.replace(/[^\p{L}\p{N}]+/gu, '-')}`)
    await context.close()
    assert.deepEqual(errors.filter((error) => !isOfKilledBridge(error)), [], 'the page threw errors')
  })
  return page
}

/** Keeps what the page shows in artefacts/screens, to be looked at by people. */
export async function keep(page, name) {
  const folder = join(artefacts, 'screens')
  mkdirSync(folder, { recursive: true })
  // Behind a sheet stands the whole page; only the screen is of interest then.
  const sheet = await page.locator('dialog[open]').count()
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: sheet === 0 })
}

/** What of WCAG 2 A and AA the page breaks; no exceptions. */
export async function accessibilityFaults(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} — ${node.failureSummary.replace(/\s+/g, ' ')}`))
}

/** What lies beyond the right edge of the screen, so that it is cut off or the page scrolls sideways. */
export async function fitFaults(page) {
  return page.evaluate(() => {
    const limit = document.documentElement.clientWidth
    const outside = [...document.querySelectorAll('body *')].filter((node) => {
      const box = node.getBoundingClientRect()
      if (box.width === 0 || box.height === 0 || box.right <= limit + 1) return false
      // What scrolls by itself may be wider than the screen; what is only for screen readers has no place on it.
      for (let above = node.parentElement; above; above = above.parentElement) {
        if (/auto|scroll|hidden/.test(getComputedStyle(above).overflowX) && above.getBoundingClientRect().right <= limit + 1) return false
      }
      return true
    })
    const wide = document.documentElement.scrollWidth > limit ? ['the page scrolls sideways'] : []
    // Buttons beside each other stand in one line.
    const crooked = [...document.querySelectorAll('.button + .button')].filter((node) => {
      const [before, box] = [node.previousElementSibling, node].map((one) => one.getBoundingClientRect())
      return box.left >= before.right && box.top < before.bottom && Math.abs(box.top - before.top) > 1
    })
    return [...wide, ...crooked.map((node) => `not in line: “${node.textContent.trim()}”`), ...outside.slice(0, 5).map((node) => `cut off: ${node.tagName.toLowerCase()}.${node.className} “${node.textContent.trim().slice(0, 30)}”`)]
  })
}
