// A roster as somebody of the district brings it in: from a file with a slip in it to the list of households.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'

import { DESK, PHONE, accessibilityFaults, closeBrowser, fitFaults, keep } from './support/browser.mjs'
import { signedIn } from './support/dashboard.mjs'
import { MORNING } from './support/phone-tour.mjs'
import { District, root } from './support/programs.mjs'
import { LANGUAGES, missingWords, words } from './support/words.mjs'

after(closeBrowser)

const SIZES = [DESK, { width: 1024, height: 768 }, PHONE]

async function looksRight(page, name) {
  for (const viewport of SIZES) {
    await page.setViewportSize(viewport)
    assert.deepEqual(await fitFaults(page), [], `${name} ${viewport.width}`)
    assert.deepEqual(await accessibilityFaults(page), [], `${name} ${viewport.width}`)
    await keep(page, `${name}-${viewport.width}`)
  }
  await page.setViewportSize(DESK)
  assert.deepEqual(missingWords('district', await page.evaluate(() => document.body.innerText)), [], name)
}

test('a roster is looked at, mended and taken in', async (t) => {
  const district = await District.found(t, { now: '2020-03-02T08:00:00+08:00' })
  await district.serve(MORNING)
  const [header, row] = readFileSync(join(root, 'tests/fixtures/roster.csv'), 'utf8').trim().split(/\r?\n/)
  const names = header.split(',')
  const cells = (changes) => {
    const of = row.split(',')
    for (const [name, value] of Object.entries(changes)) of[names.indexOf(name)] = value
    return of.join(',')
  }

  for (const [place, language] of LANGUAGES.entries()) {
    await t.test(`in ${language}`, async (t) => {
      const say = words('district', language)
      const hands = await signedIn(t, district, { language })
      const { page } = hands
      await hands.visit(`${district.dashboard}/#/import`)
      await hands.seeHeading(say('roster.title'))
      await page.setInputFiles('#roster-file', { name: '名单.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\u0003\u0004rest') })
      await hands.see(say('roster.file.damaged'))

      // One column has a name that says nothing, one row a day that is none.
      const household = `E2E-${place}`
      const others = { household, document: '', phone: '' }
      const text = ['返延人员名单', header.replace('resident', '谁'), cells({ ...others, resident: '返延甲' }), cells({ ...others, resident: '返延乙', first_day: '2020-02-30' })].join('\n')
      await page.setInputFiles('#roster-file', { name: '0302返延人员名单.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
      await hands.see(say('roster.missing', { fields: say('roster.field.resident') }))
      await page.getByLabel(say('roster.means_of', { column: '谁' })).selectOption('resident')
      await hands.see(say('roster.rows', { count: 2 }))
      await looksRight(page, `district-import-map-${language}`)
      await hands.tap('button', say('roster.to_check'))

      const field = page.getByLabel(say('roster.fix_of', { line: 4, field: say('roster.field.first_day') }))
      assert.equal(await field.inputValue(), '2020-02-30')
      await looksRight(page, `district-import-check-${language}`)
      const download = page.waitForEvent('download')
      await hands.tap('button', say('roster.error_file'))
      const errors = readFileSync(await (await download).path(), 'utf8')
      assert.ok(errors.startsWith('\uFEFF') && errors.includes('返延乙') && errors.includes(say('roster.reason.bad_date')), errors)

      // A page that is loaded again goes on with the same file.
      await page.reload()
      await hands.see('0302返延人员名单.csv')
      await hands.tap('button', say('roster.to_check'))
      await field.fill('2020-02-26')
      await page.keyboard.press('Enter')
      await hands.tap('button', say('roster.to_difference', { count: 2 }))
      await hands.see(say('roster.new.resident', { count: 2 }))
      await looksRight(page, `district-import-difference-${language}`)
      await hands.tap('button', say('roster.commit', { added: 2, changed: 0 }))
      await hands.see(say('roster.done', { added: 2, changed: 0, unchanged: 0 }))
      await looksRight(page, `district-import-done-${language}`)
      await hands.visit(`${district.dashboard}/#/households`)
      await hands.see('返延乙')

      // The same file once more changes nothing.
      await hands.visit(`${district.dashboard}/#/import`)
      const mended = text.replace('2020-02-30', '2020-02-26').replace('谁', 'resident')
      await page.setInputFiles('#roster-file', { name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(mended) })
      await hands.tap('button', say('roster.to_check'))
      await hands.tap('button', say('roster.to_difference', { count: 2 }))
      await hands.see(say('roster.nothing_new'))
    })
  }
})
