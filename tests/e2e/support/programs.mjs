// Starts the project's own programs as people do, in folders of their own that are gone afterwards.
// Knows no browser. A killed program is killed with SIGKILL: whatever it had not put on disk is lost, as with a pulled battery.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

export const root = resolve(import.meta.dirname, '../../..')
export const artefacts = join(root, 'artefacts')
export const PIN = '20200226'

const binaries = process.env.DAYLOG_BINARIES ?? join(root, 'target/debug')
const run = promisify(execFile)

/** A folder that is removed when the test ends. */
export function folderFor(test, name) {
  const folder = mkdtempSync(join(tmpdir(), `daylog-${name}-`))
  test.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Runs a program to its end and answers what it wrote on stdout. */
export async function call(program, words, env = {}) {
  const { stdout } = await run(join(binaries, program), words, { cwd: root, env: { ...process.env, ...env }, maxBuffer: 1 << 26 })
  return stdout
}

export const callJson = async (program, words, env) => JSON.parse(await call(program, words, env))

/** Whether a page's error only says that the bridge, which serves its files, was killed while it fetched one; tests do that on purpose. */
export const isOfKilledBridge = (error) => /dynamically imported module|Unable to preload CSS/.test(error)

/** A port that was free a moment ago; a server needs to keep its port when it comes back. */
export async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}

/** A program that stays. Its traces go to artefacts/, where they can be read when a test fails. */
class Running {
  static async start(test, program, words, env) {
    const running = new Running()
    running.program = program
    running.child = spawn(join(binaries, program), words, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    running.ended = once(running.child, 'exit')
    mkdirSync(join(artefacts, 'traces'), { recursive: true })
    const trace = join(artefacts, 'traces', `${test.name.replace(/[^\p{L}\p{N}]+/gu, '-')}-${program}.txt`)
    writeFileSync(trace, '', { flag: 'a' })
    running.child.stderr.on('data', (data) => appendFileSync(trace, data))
    test.after(() => running.kill())
    running.ready = await new Promise((fulfil, reject) => {
      createInterface({ input: running.child.stdout }).on('line', (line) => line.startsWith('ready ') && fulfil(line.slice(6).trim()))
      running.child.once('error', reject)
      running.child.once('exit', (code, signal) =>
        reject(new Error(`${program} ended with ${code ?? signal} before it was ready:\n${readFileSync(trace, 'utf8').slice(-2000)}`)),
      )
    })
    return running
  }

  /** Asks it to stop and waits until it has. */
  async stop() {
    this.child.kill('SIGTERM')
    await this.ended
  }

  async kill() {
    this.child.kill('SIGKILL')
    await this.ended
  }
}

/** A district made from the roster of the seed, with its server not yet running. */
export class District {
  static async found(test, { now, roster = join(root, 'tests/fixtures/roster.csv'), district = '延吉市', zone = 'Asia/Shanghai', secondFactor = 'optional' }) {
    const made = new District()
    made.test = test
    made.data = join(folderFor(test, 'district'), 'server')
    made.address = `127.0.0.1:${await freePort()}`
    const env = { DAYLOG_NOW: now }
    made.first = await callJson(
      'daylog-server',
      ['init', '--data', made.data, '--district', district, '--address', made.address, '--zone', zone, '--second-factor', secondFactor, '--format', 'json'],
      env,
    )
    await call('daylog-server', ['import', '--data', made.data, roster, '--format', 'json'], env)
    return made
  }

  async serve(now) {
    this.server = await Running.start(this.test, 'daylog-server', ['serve', '--data', this.data, '--listen', this.address], {
      DAYLOG_NOW: now,
    })
    return this.server.ready
  }

  async stop() {
    await this.server.stop()
  }

  async invite(cadre, now) {
    const invite = await callJson('daylog-server', ['invite', '--data', this.data, '--cadre', cadre, '--format', 'json'], { DAYLOG_NOW: now })
    return invite.link
  }

  /** An account of the dashboard; the password is shown once. */
  account(name, ...role) {
    return callJson('daylog-server', ['account', 'add', name, '--data', this.data, ...role, '--format', 'json'])
  }

  diary(date) {
    return callJson('daylog-server', ['diary', '--data', this.data, '--date', date, '--format', 'json'])
  }

  get dashboard() {
    return `https://${this.address}`
  }
}

/** One device, as a profile folder that the bridge or the command line opens. */
export class Device {
  constructor(test, name = 'device') {
    this.test = test
    this.profile = join(folderFor(test, name), 'profile')
  }

  /** Starts the bridge on it; answers the address of the phone UI. */
  async open(now) {
    this.bridge = await Running.start(
      this.test,
      'daylog-bridge',
      ['--profile', this.profile, '--listen', '127.0.0.1:0', '--ui', join(root, 'ui/dist/phone')],
      { DAYLOG_NOW: now },
    )
    return this.bridge.ready
  }

  async kill() {
    await this.bridge.kill()
  }

  /** A command of the app, as the UI calls it. A problem is thrown with its code. */
  async call(command, args = {}) {
    const { origin, searchParams } = new URL(this.bridge.ready)
    const answer = await fetch(`${origin}/call/${command}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-daylog-token': searchParams.get('token') },
      body: JSON.stringify(args),
    })
    const body = await answer.json()
    if (!answer.ok) throw new Error(`${command}: ${body.code} ${JSON.stringify(body.values)}`)
    return body
  }

  /** A command of `daylog` on the same profile; the bridge must not have it open. */
  daylog(now, ...words) {
    return call('daylog', ['--profile', this.profile, ...words], { DAYLOG_NOW: now, DAYLOG_PIN: PIN })
  }
}
