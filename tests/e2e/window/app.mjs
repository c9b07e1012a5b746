// The desktop app as a device of the tests: opened at an hour, closed, and acted on with the same verbs as a browser's page.
import assert from 'node:assert/strict'
import { join } from 'node:path'

import { rest, tapped } from '../support/finger.mjs'
import { byWords } from '../support/hands.mjs'
import { root } from '../support/programs.mjs'
import { patiently } from './driver.mjs'

const binary = join(process.env.DAYLOG_BINARIES ?? join(root, 'target/debug'), 'daylog-desktop')

/** The app with a folder for all that it and its WebView write; opened and closed again and again, each time at an hour of its own. */
export class WindowDevice {
  constructor(display, folder) {
    this.display = display
    this.folder = folder
  }

  /** Answers the window, for the hands to visit. */
  async open(now) {
    // The driver answers before the app has gone, and a second start hands over to one that is still there: `flock` waits for its end.
    const turn = ['--no-fork', join(this.folder, 'turn'), '/usr/bin/env']
    // The driver starts a program with the environment that it was started with itself; `env` gives it another hour and home.
    const folders = ['DATA', 'CACHE', 'CONFIG', 'STATE'].map((kind) => `XDG_${kind}_HOME=${join(this.folder, kind.toLowerCase())}`)
    const words = [`DAYLOG_NOW=${now}`, `DAYLOG_PROFILE=${join(this.folder, 'profile')}`, ...folders, binary]
    this.window = await this.display.start('/usr/bin/flock', [...turn, ...words])
    return this.window
  }

  /** Ends the app without a word, as a phone does with what it needs the memory of. */
  async kill() {
    await this.window.end()
  }
}

/** Hands in the app's window. */
export class WindowHands {
  constructor(window, isSheet = false) {
    this.window = window
    this.isSheet = isSheet
  }

  inSheet() {
    return new WindowHands(this.window, true)
  }

  async visit(window) {
    this.window = window
  }

  async tap(role, name) {
    // What was found may be drawn anew before it is tapped; then it is looked for again.
    await patiently(`a tap on the ${role} “${name}”`, async () => {
      await rest(this.window)
      await this.window.click(await this.find(role, name))
      tapped(this.window)
      return true
    })
  }

  choose(name) {
    return this.tap('radio', name)
  }

  async fill(label, text) {
    await this.window.fill(await this.find('field', label), text)
  }

  async type(keys) {
    await this.window.type(keys)
  }

  async see(text) {
    await patiently(`“${text}”`, async () => (await this.text()).includes(text))
  }

  async seeHeading(text) {
    await this.find('heading', text)
  }

  timeline() {
    const lines = `return [...document.querySelectorAll('.moment')].map((moment) => moment.innerText.replace(/\\s+/g, ' ').trim())`
    return patiently('a timeline', async () => {
      const found = await this.window.run(lines)
      return found.length > 0 && found
    })
  }

  text() {
    return this.window.run('return document.body.innerText')
  }

  /** The page may not do this, whatever script came to run in it. */
  async refuses(command) {
    const script = 'return window.__TAURI_INTERNALS__.invoke(arguments[0], {}).then(() => "done", (error) => String(error))'
    assert.match(await this.window.run(script, [command]), /not allowed/, command)
  }

  find(role, name) {
    const what = `the ${role} “${name}”${this.isSheet ? ' in the sheet' : ''}`
    return patiently(what, () => this.window.run(`return (${byWords})(...arguments)`, [role, name, this.isSheet]))
  }
}
