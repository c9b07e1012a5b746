// What a cadre does in the app's window, in the words of the screens. Knows nothing of displays and drivers.
import assert from 'node:assert/strict'
import { join } from 'node:path'

import { root } from '../support/programs.mjs'
import { words } from '../support/words.mjs'
import { quoted } from './driver.mjs'

const binary = join(process.env.DAYLOG_BINARIES ?? join(root, 'target/debug'), 'daylog-desktop')
const say = words('phone', 'zh-CN')

const button = (text) => `//button[normalize-space(.)=${quoted(text)}]`
const anywhere = (text) => `//*[text()[contains(., ${quoted(text)})]]`

/** The app on one profile; opened and closed again and again, each time at an hour of its own. */
export class App {
  constructor(display, profile) {
    this.display = display
    this.profile = profile
  }

  async open(now) {
    // The driver starts a program with the environment that it was started with itself; `env` gives it another hour.
    const words = [`DAYLOG_NOW=${now}`, `DAYLOG_PROFILE=${this.profile}`, binary]
    return new Page(await this.display.start('/usr/bin/env', words))
  }
}

class Page {
  constructor(window) {
    this.window = window
  }

  press(key, values) {
    return this.window.click(button(say(key, values)))
  }

  sees(text) {
    return this.window.find(anywhere(text))
  }

  async keyIn(pin) {
    for (const digit of pin) await this.window.click(button(digit))
  }

  /** Language, PIN twice, the link, the roster, text size: as on a new device. */
  async setUp(link, pin) {
    await this.window.click(button('中文'))
    for (const title of ['pin.choose', 'pin.again']) {
      await this.sees(say(title))
      await this.keyIn(pin)
      await this.press('next')
    }
    await this.window.type('//textarea', link)
    await this.press('code.do')
    await this.sees(say('arrived.words'))
    await this.press('next')
    await this.press('size.done')
    await this.sees(say('tab.due'))
  }

  async unlock(pin) {
    await this.sees(say('unlock.title'))
    await this.keyIn(pin)
    await this.press('unlock.do')
    await this.sees(say('tab.due'))
  }

  /** The entry is in the record: the way back is offered. */
  async saved() {
    await this.window.find(button(say('undo')))
  }

  /** Asked for, fetched and brought in one go, the seal untouched. */
  async logErrand({ item, quantity }) {
    await this.go('tab.diary')
    await this.press('new.title')
    await this.press('kind.errand')
    await this.press(`item.${item}`)
    for (let count = 1; count < quantity; count += 1) await this.window.click(`//button[@aria-label=${quoted(say('more'))}]`)
    await this.choose('errand.done')
    await this.choose('errand.seal.untouched')
    await this.press('save')
  }

  choose(key) {
    return this.window.click(`//label[normalize-space(.)=${quoted(say(key))}]`)
  }

  go(tab) {
    return this.window.click(`//nav//a[normalize-space(.)=${quoted(say(tab))}]`)
  }

  /** Nothing is waiting any more: the district's word for all of it is here. */
  async untilReceived() {
    await this.window.find(`//a[starts-with(normalize-space(.), ${quoted(say('sync.synced', { time: '' }).trim())})]`)
  }

  /** What the page may not do, whatever script came to run in it. */
  async refuses(command) {
    const script = 'return window.__TAURI_INTERNALS__.invoke(arguments[0], {}).then(() => "done", (error) => String(error))'
    assert.match(await this.window.run(script, [command]), /not allowed/, command)
  }

  keep(name) {
    return this.window.keep(name)
  }

  close() {
    return this.window.close()
  }
}
