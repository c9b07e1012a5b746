// Opens the desktop app in a real window on a display of its own, and acts in it as a person does.
// Speaks W3C WebDriver with Debian's WebKitWebDriver; knows nothing of what the app shows.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { artefacts, folderFor, freePort } from '../support/programs.mjs'

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
const PATIENCE_MS = 20_000
const ANSWER_MS = 60_000

/** A display, a session bus and a driver; windows are opened on it one after the other. */
export class Display {
  static async open(test, { env = {} } = {}) {
    const display = new Display()
    display.port = await freePort()
    const bus = ['dbus-run-session', `--config-file=${join(import.meta.dirname, 'session.conf')}`, '--']
    const words = ['--auto-servernum', '--server-args=-screen 0 1280x1024x24', ...bus, 'WebKitWebDriver', `--port=${display.port}`]
    mkdirSync(join(artefacts, 'traces'), { recursive: true })
    const trace = openSync(join(artefacts, 'traces', 'window.txt'), 'a')
    // A group of its own, so that the display, the bus and the driver end together.
    display.child = spawn('xvfb-run', words, {
      detached: true,
      stdio: ['ignore', trace, trace],
      env: {
        ...process.env,
        // The bridge to assistive technology would wait for a service that is not on this bus.
        NO_AT_BRIDGE: '1',
        // Tauri lets itself be driven only when told.
        TAURI_WEBVIEW_AUTOMATION: 'true',
        LIBGL_ALWAYS_SOFTWARE: '1',
        // xvfb-run leaves its files behind when it is ended.
        TMPDIR: folderFor(test, 'display'),
        ...env,
      },
    })
    test.after(() => display.close())
    await display.untilReady()
    return display
  }

  async untilReady() {
    await patiently('the driver of the window', async () => (await this.ask('GET', '/status')).ready)
  }

  async close() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    // What a failed test saw last; after a good one, how it ended.
    await this.window?.keep('window-at-the-end').catch(() => undefined)
    const ended = once(this.child, 'exit')
    process.kill(-this.child.pid, 'SIGTERM')
    await ended
  }

  /** Starts the app and waits until its page is there. */
  async start(binary, words = []) {
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: words } } }
    const { sessionId } = await this.ask('POST', '/session', { capabilities })
    this.window = new Window(this, sessionId)
    return this.window
  }

  async ask(method, path, body) {
    const answer = await fetch(`http://127.0.0.1:${this.port}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const { value } = await answer.json()
    if (!answer.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`)
    return value
  }
}

class Window {
  constructor(display, session) {
    this.display = display
    this.session = `/session/${session}`
  }

  ask(method, path, body) {
    return this.display.ask(method, this.session + path, body)
  }

  async click(element) {
    // The driver clicks a place: the element must have come into view and to rest there.
    await this.run(`return (${atRest})(arguments[0])`, [element])
    await this.ask('POST', `/element/${element[ELEMENT]}/click`, {})
  }

  async fill(element, text) {
    await this.ask('POST', `/element/${element[ELEMENT]}/clear`, {})
    await this.ask('POST', `/element/${element[ELEMENT]}/value`, { text })
    await this.run('arguments[0].blur()', [element])
  }

  /** Keys wherever the focus is. */
  async type(keys) {
    const actions = [...keys].flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }])
    await this.ask('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] })
  }

  /** Runs a script in the page. Elements go in and come out as the driver's references. */
  run(script, args = []) {
    return this.ask('POST', '/execute/sync', { script, args })
  }

  async keep(name) {
    const path = join(artefacts, 'screens', `${name}.png`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, Buffer.from(await this.ask('GET', '/screenshot'), 'base64'))
  }

  /** Ends the app, and its window with it. */
  end() {
    return this.ask('DELETE', '')
  }
}

/** Runs inside the page: answers when the element has stood in the same place for two frames. */
async function atRest(element) {
  element.scrollIntoView({ block: 'center', inline: 'center' })
  const place = () => JSON.stringify(element.getBoundingClientRect())
  const frame = () => new Promise((fulfil) => requestAnimationFrame(fulfil))
  for (let before = ''; before !== place(); ) {
    before = place()
    await frame()
    await frame()
  }
}

/** Asks again until there is an answer, or says what did not come. */
export async function patiently(what, attempt) {
  const deadline = performance.now() + PATIENCE_MS
  let why = ''
  while (performance.now() < deadline) {
    try {
      const answer = await attempt()
      if (answer) return answer
    } catch (error) {
      why = `: ${error.message}`
    }
    await pause(50)
  }
  throw new Error(`${what} did not come within ${PATIENCE_MS / 1000} s${why}`)
}
