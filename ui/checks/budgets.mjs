// Measures what was built: gzipped JS and CSS at the start, in every later file and in all, and that every script parses as ES2019.
// Run after `npm run build`; fails with a sentence for every broken limit.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { parse } from 'acorn'

const budgets = {
  phone: { start: 60, later: 40, all: 300 },
  district: { start: 90, later: 140, all: 140 },
}
// What Chromium 72 does not know and neither the linters nor the compiler see in finished CSS.
const forbiddenCss = [/:is\(/, /:where\(/, /:has\(/, /\binset:/, /aspect-ratio:/, /@layer/, /color-mix\(/, /\d[dsl]vh\b/, /[;{](?:row-|column-)?gap:/]

const failures = []
const kilobytes = (files) => files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0) / 1024

for (const [face, limits] of Object.entries(budgets)) {
  const root = join(import.meta.dirname, '..', 'dist', face)
  if (!existsSync(join(root, 'index.html'))) {
    failures.push(`${face}: nothing was built`)
    continue
  }
  const html = readFileSync(join(root, 'index.html'), 'utf8')
  const assets = readdirSync(join(root, 'assets')).filter((name) => /\.(js|css)$/.test(name))
  const files = assets.map((name) => join(root, 'assets', name))
  // The page names its entry, that one's static imports and its styles; one locale's words come on top, and the largest counts.
  const paths = (names) => names.map((name) => join(root, 'assets', name))
  const isWords = (name) => /^(\w+\.(zh-CN|ko|en)|to-confirm)-/.test(name)
  const largest = (groups) => Math.max(...['zh-CN', 'ko', 'en'].map((locale) => kilobytes(paths(assets.filter((name) => groups.some((group) => name.startsWith(`${group}.${locale}-`)))))))
  const start = kilobytes(paths(assets.filter((name) => html.includes(name)))) + largest(['kit', 'kinds', face])
  const all = kilobytes(paths(assets.filter((name) => !isWords(name)))) + largest(['kit', 'kinds', face, 'problems'])

  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    if (file.endsWith('.js')) {
      try {
        // 2020 brings import() and import.meta, which Chromium 72 has, and three pieces of syntax that it has not.
        const late = new Set()
        parse(text, { ecmaVersion: 2020, sourceType: 'module', onToken: (token) => /^(\?\.|\?\?)$/.test(token.type.label) && late.add(token.type.label) })
        for (const label of late) failures.push(`${file}: ${label} is left`)
      } catch (error) {
        failures.push(`${file}: ${error.message}`)
      }
    } else {
      for (const pattern of forbiddenCss) if (pattern.test(text)) failures.push(`${file}: ${pattern} is unknown to Chromium 72`)
    }
  }
  console.log(`${face}: start ${start.toFixed(1)} of ${limits.start} kB, everything ${all.toFixed(1)} of ${limits.all} kB (gzip, one locale)`)
  for (const name of assets.filter((each) => !html.includes(each))) {
    const size = kilobytes(paths([name]))
    if (size > limits.later) failures.push(`${face}: ${name} has ${size.toFixed(1)} of ${limits.later} kB`)
  }
  if (start > limits.start) failures.push(`${face}: the start is too large`)
  if (all > limits.all) failures.push(`${face}: everything together is too large`)
}

for (const failure of failures) console.error(failure)
process.exitCode = failures.length ? 1 : 0
