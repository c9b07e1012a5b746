// The dashboard as somebody of the district uses it: signing in, opening a household, reading its day.
import { DESK, openPage } from './browser.mjs'
import { Hands } from './hands.mjs'
import { words } from './words.mjs'

/** The door of the seed's household. */
export const seedAddress = '3号楼2单元501'

/** Hands on a dashboard that somebody is signed in to; the first account where no other is given. */
export async function signedIn(test, district, { account = district.first, ...options } = {}) {
  const page = await openPage(test, { viewport: DESK, ...options })
  const hands = new Hands(page)
  await hands.visit(district.dashboard)
  await signIn(hands, words('district', options.language ?? 'zh-CN'), account)
  // The sign-in has a heading too: only the bar says that it is over.
  await page.locator('.ways').waitFor()
  return hands
}

export async function signIn(hands, say, { account, password }) {
  await hands.fill(say('account'), account)
  await hands.fill(say('password'), password)
  await hands.tap('button', say('sign_in'))
}

export async function openHousehold(hands, address) {
  await hands.tap('link', words('district', 'zh-CN')('households'))
  await hands.tap('link', address)
  await hands.page.locator('.entry').first().waitFor()
}

/** The shown day as pairs of time and what was done, in the order of the day. */
export async function dayOf(hands) {
  const lines = await hands.page.locator('.entry').evaluateAll((entries) =>
    entries.map((entry) => {
      const what = entry.querySelector('.entry-what')
      const who = what.querySelector('.entry-who')?.innerText ?? ''
      return [entry.querySelector('.entry-time').innerText.trim().slice(-5), what.innerText.replace(who, '').trim()]
    }),
  )
  return lines.sort(([one], [other]) => (one < other ? -1 : 1))
}
