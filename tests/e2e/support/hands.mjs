// What a person does on a screen, by role and words: the same few verbs for today's Chromium (playwright) and for
// Chromium 72 (puppeteer 5.5, which knows no roles). Tests say what they do; how it is found stands here.
import assert from 'node:assert/strict'

import { rest, tapped } from './finger.mjs'

const PATIENCE_MS = 15_000

/** Hands on a playwright page, or on a part of it. */
export class Hands {
  constructor(page, scope = page) {
    this.page = page
    this.scope = scope
  }

  /** The same hands inside the sheet that is open. */
  inSheet() {
    return new Hands(this.page, this.page.getByRole('dialog'))
  }

  async visit(address) {
    await this.page.goto(address)
  }

  async tap(role, name) {
    await rest(this.page)
    await this.scope.getByRole(role, { name, exact: true }).first().click()
    tapped(this.page)
  }

  async choose(name) {
    await rest(this.page)
    await this.scope.getByRole('radio', { name, exact: true }).check()
    tapped(this.page)
  }

  async fill(label, text) {
    const field = this.scope.getByLabel(label, { exact: true })
    await field.fill(text)
    await field.blur()
  }

  async type(keys) {
    await this.page.keyboard.type(keys)
  }

  async see(text) {
    await this.scope.getByText(text).first().waitFor()
  }

  async seeHeading(text) {
    await this.scope.getByRole('heading', { name: text, exact: true }).first().waitFor()
  }

  /** Every entry of the timelines on the page as lines of words, as they stand there. */
  async timeline() {
    await this.scope.locator('.moment').first().waitFor()
    return this.scope.locator('.moment').evaluateAll((moments) => moments.map((moment) => moment.innerText.replace(/\s+/g, ' ').trim()))
  }

  /** The same as pairs of time and what was done, without place and marks. */
  async story() {
    await this.scope.locator('.moment').first().waitFor()
    return this.scope.locator('.moment').evaluateAll((moments) =>
      moments.map((moment) => [moment.querySelector('.moment-time').innerText.trim(), moment.querySelector('.moment-what').innerText.trim()]),
    )
  }

  async text() {
    return this.page.evaluate(() => document.body.innerText)
  }
}

/** Hands on a puppeteer page. */
export class OldHands {
  constructor(page, sheet = false) {
    this.page = page
    this.sheet = sheet
  }

  inSheet() {
    return new OldHands(this.page, true)
  }

  async visit(address) {
    await this.page.goto(address)
  }

  async tap(role, name) {
    const found = await this.find(role, name)
    await found.evaluate(untilItStandsStill)
    await rest(this.page)
    await found.click()
    tapped(this.page)
  }

  async choose(name) {
    await this.tap('radio', name)
  }

  async fill(label, text) {
    const field = await this.find('field', label)
    await rest(this.page)
    await field.click({ clickCount: 3 })
    tapped(this.page)
    await field.type(text)
    await field.evaluate((node) => node.blur())
  }

  async type(keys) {
    await this.page.keyboard.type(keys)
  }

  async see(text) {
    await this.page.waitForFunction((wanted) => document.body.innerText.includes(wanted), { timeout: PATIENCE_MS }, text)
  }

  async seeHeading(text) {
    await this.find('heading', text)
  }

  async timeline() {
    await this.page.waitForSelector('.moment', { timeout: PATIENCE_MS })
    return this.page.$$eval('.moment', (moments) => moments.map((moment) => moment.innerText.replace(/\s+/g, ' ').trim()))
  }

  async text() {
    return this.page.evaluate(() => document.body.innerText)
  }

  async find(role, name) {
    const found = await this.page
      .waitForFunction(byWords, { timeout: PATIENCE_MS }, role, name, this.sheet)
      .catch(() => assert.fail(`no ${role} “${name}”${this.sheet ? ' in the sheet' : ''}`))
    return found.asElement()
  }
}

/** Runs inside a page that knows no roles: the first visible element of a role whose words are exactly these. */
export function byWords(role, name, sheet) {
  const selectors = { button: 'button', link: 'a[href]', radio: 'label', field: 'label', heading: 'h1, h2, h3' }
  const scope = sheet ? document.querySelector('dialog[open]') : document
  if (!scope) return null
  const plain = (text) => text.replace(/\s+/g, ' ').trim()
  const words = (node) => plain(node.getAttribute('aria-label') || node.innerText)
  const visible = (node) => node.getClientRects().length > 0
  const found = [...scope.querySelectorAll(selectors[role])].find((node) => visible(node) && words(node) === name)
  if (!found) return null
  if (role === 'radio') return found.querySelector('input')
  return role === 'field' ? document.getElementById(found.htmlFor) : found
}

/** Runs inside the old page: a page that is still arriving moves what stands on it, and a finger waits for that as well. */
function untilItStandsStill(node) {
  return new Promise((fulfil) => {
    let last = ''
    let still = 0
    const look = () => {
      const { top, left } = node.getBoundingClientRect()
      const place = `${top} ${left}`
      still = place === last ? still + 1 : 0
      last = place
      if (still === 10) fulfil()
      else requestAnimationFrame(look)
    }
    look()
  })
}
