// Who may import whom among the sources, and that no files import each other in a circle. Lazy imports and types count too.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

type Graph = Map<string, string[]>

const root = join(import.meta.dirname, '..')

/** The room of a file: a face or the kit, and in the dashboard the feature too. */
function roomOf(path: string): string {
  const [face, feature] = path.split('/')
  return face === 'district' && path.split('/').length > 2 ? `district/${feature}` : face!
}

/** What takes a path of the server, and the only file that gives it one: what the server does not have, no page asks for. */
const REQUEST = 'district/shared/server/request.ts'
const CLIENT = 'district/generated/api.ts'

/** Beside its own room. `district` alone is what stands above the features: routes, words, the start. */
function mayImport(from: string, to: string): boolean {
  const [room, other] = [roomOf(from), roomOf(to)]
  // What the core decides as well is held to the core's own examples.
  if (from.endsWith('.test.ts') && /^\.\.\/crates\/domain\/.*\.json$/.test(to)) return true
  if (from === CLIENT) return to === REQUEST || other === room
  if (to === REQUEST) return from === REQUEST.replace('.ts', '.test.ts')
  if (room === other || (other === 'kit' && room !== 'locales')) return true
  if (room === 'kit' || room === 'phone') return other === 'locales'
  if (room === 'district') return other === 'locales' || other.startsWith('district/')
  if (!room.startsWith('district/')) return false
  if (to === 'district/words.ts' || other === 'district/generated') return true
  if (room === 'district/shared') return false
  // The frame around the pages goes to them, and holds the account's menu.
  return other === 'district/shared' || (room === 'district/shell' && (to === 'district/router.ts' || other === 'district/account'))
}

function importsOf(path: string, source: string): string[] {
  const found = [...source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']*)'/g)].map((match) => join(path, '..', match[1]!))
  return found.map((to) => ['', '.ts', '/index.ts'].map((end) => to + end).find((each) => /\.\w+$/.test(each) && existsSync(join(root, each))) || to)
}

function circleIn(graph: Graph): string[] | undefined {
  const done = new Set<string>()
  function walk(path: string, way: string[]): string[] | undefined {
    if (way.includes(path)) return way.slice(way.indexOf(path)).concat(path)
    if (done.has(path)) return undefined
    for (const to of graph.get(path) || []) {
      const circle = walk(to, way.concat(path))
      if (circle) return circle
    }
    done.add(path)
    return undefined
  }
  for (const path of graph.keys()) {
    const circle = walk(path, [])
    if (circle) return circle
  }
  return undefined
}

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(vue|ts)$/.test(name))
    .map((name) => `${folder}/${name}`)

const graph: Graph = new Map(['kit', 'phone', 'district'].flatMap(sources).map((path) => [path, importsOf(path, readFileSync(join(root, path), 'utf8'))]))

it('lets nobody import what it may not know', () => {
  const wrong = [...graph].flatMap(([from, all]) => all.filter((to) => !mayImport(from, to)).map((to) => `${from} imports ${to}`))
  expect(wrong).toEqual([])
})

it('has no circle between files', () => expect(circleIn(graph)).toBeUndefined())

it('imports only what is there', () => {
  const gone = [...graph.values()].flat().filter((to) => !existsSync(join(root, to)))
  expect(gone).toEqual([])
})

describe('the rule', () => {
  it.each([
    ['kit/a.ts', 'phone/b.ts', false],
    ['kit/a.ts', 'kit/b/c.ts', true],
    ['phone/a.vue', 'district/b.ts', false],
    ['phone/a.vue', 'kit/b.ts', true],
    ['district/overview/A.vue', 'district/attention/b.ts', false],
    ['district/overview/A.vue', 'district/shared/b.ts', true],
    ['district/overview/A.vue', 'district/router.ts', false],
    ['district/overview/A.vue', 'district/words.ts', true],
    ['district/shared/a.ts', 'district/overview/b.ts', false],
    ['district/shell/A.vue', 'district/account/B.vue', true],
    ['district/router.ts', 'district/overview/A.vue', true],
    ['district/overview/A.vue', 'district/generated/api.ts', true],
    ['district/overview/A.vue', 'district/shared/server/request.ts', false],
    ['district/shared/server/a.ts', 'district/shared/server/request.ts', false],
    ['district/generated/api.ts', 'district/shared/server/request.ts', true],
    ['district/generated/api.ts', 'district/generated/types.ts', true],
    ['district/generated/api.ts', 'district/shared/b.ts', false],
  ])('of %s to %s is %s', (from, to, may) => expect(mayImport(from, to)).toBe(may))

  it('finds a circle however long it is', () => {
    expect(circleIn(new Map([['a', ['b']], ['b', ['c']], ['c', ['b']]]))).toEqual(['b', 'c', 'b'])
    expect(circleIn(new Map([['a', ['b', 'c']], ['b', ['c']], ['c', []]]))).toBeUndefined()
  })

  it.each([
    ["import x from './b'", ['kit/b']],
    ["const X = defineAsyncComponent(() => import('../text'))", ['kit/text.ts']],
    ["import 'vue'", []],
  ])('reads %s', (source, all) => expect(importsOf(source.includes('../') ? 'kit/icons/a.vue' : 'kit/a.ts', source)).toEqual(all))
})
