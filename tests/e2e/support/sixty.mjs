// A cadre with sixty households: more than anybody looks after alone, and what the lists must bear.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { Device, District, PIN, folderFor } from './programs.mjs'

export const CADRE = '张如彬'
export const DAY = '2020-02-27'
const SURNAMES = '安金朴崔李郑姜赵尹张林韩吴申徐权黄宋池柳'
const PEOPLE = [1, 2, 3, 2, 3]

/** The roster: so many households in buildings of five floors, one to three people each, every name once. */
export function rosterOf(households, today = DAY) {
  const head = 'street,community,household,address,resident,document,phone,from,first_day,last_day,guarantor,guarantor_workplace,cadres'
  const [first, last] = [-1, 12].map((days) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10))
  const rows = []
  for (let number = 0; number < households; number++) {
    const address = `${1 + Math.floor(number / 10)}号楼${1 + (number % 2)}单元${1 + (Math.floor(number / 2) % 5)}0${1 + (number % 3)}`
    for (let person = 0; person < PEOPLE[number % PEOPLE.length]; person++) {
      const name = `${SURNAMES[number % SURNAMES.length]}${'甲乙丙'[person]}${String.fromCodePoint(0x4e00 + 7 * number)}`
      const phone = 10_000_000_000 + 10 * number + person
      rows.push(`公园街道,园锦社区,YJ-${number},${address},${name},,${phone},境外,${first},${last},担保人,某单位,${CADRE}/市委办督查室/cadre`)
    }
  }
  return `${[head, ...rows].join('\n')}\n`
}

/** A district with that roster, and the cadre's phone, enrolled and open at `now`, without network. Optimised programs take
 *  the time from nobody: for them `now` is none, and the district's zone makes it morning. */
export async function sixtyHouseholds(test, now, households = 60, { zone, today } = {}) {
  const roster = join(folderFor(test, 'roster'), 'roster.csv')
  writeFileSync(roster, rosterOf(households, today))
  const district = await District.found(test, { now: now && `${DAY}T07:00:00+08:00`, roster, zone })
  await district.serve(now)
  const device = new Device(test)
  await device.open(now)
  await device.call('choose_pin', { pin: PIN })
  await device.call('enrol', { link: await district.invite(CADRE, now) })
  await device.call('sync_now')
  while ((await device.call('due', { date: null })).counts.households < households) await new Promise((fulfil) => setTimeout(fulfil, 50))
  await district.stop()
  return device
}
