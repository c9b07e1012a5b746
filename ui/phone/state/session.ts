// Where the program stands: its stage, its preferences, and how onboarding goes on. The truth is in Rust; this is the last answer.
import { ref, shallowRef } from 'vue'

import type { Preferences, StartView } from '../../kit/generated/types'
import { call, onChanged } from '../../kit/host'
import { chooseLocale, locale } from '../../kit/i18n'
import { showTextSize, showTheme } from '../../kit/preferences'
import { loadLanguage } from '../words'
import { askAhead } from './view'

export type OnboardingStep = 'language' | 'pin' | 'code' | 'arrived' | 'size'

/** Where this page remembers the language, which is nothing personal, to begin with the right words. */
const LANGUAGE = 'daylog-language'

export const session = shallowRef<StartView>()
/** The step that a new device is at; none once it is set up. */
export const onboarding = ref<OnboardingStep>()

let whileOpening: () => void = () => undefined

/** Begins `work` whenever the app is about to open: the screens can come while the core is asked for what they show. */
export function onOpening(work: () => void): void {
  whileOpening = work
}

export async function startSession(): Promise<void> {
  // The words of last time come while the core is asked; it seldom says otherwise.
  const words = loadLanguage(chooseLocale(localStorage.getItem(LANGUAGE) || '', navigator.languages))
  try {
    const view = await call('start', {})
    if (view.stage === 'open') {
      askForScreens()
    }
    await words
    await showSession(view)
    if (session.value!.stage === 'fresh') onboarding.value = 'language'
    if (session.value!.stage === 'not_enrolled') onboarding.value = 'code'
  } catch {
    // The page says so and offers to try again.
    await words
    showTheme('')
  }
}

/** What the first screen will ask, while it is still being built. */
function askForScreens(): void {
  whileOpening()
  askAhead('due', { date: null })
  askAhead('sync_state', {})
}

export async function showSession(view: StartView): Promise<void> {
  const { language, theme, text_size } = view.preferences
  showTheme(theme)
  showTextSize(text_size)
  const next = chooseLocale(language, navigator.languages)
  if (next !== locale.value) await loadLanguage(next)
  localStorage.setItem(LANGUAGE, next)
  // Just unlocked.
  if (view.stage === 'open' && session.value && session.value.stage === 'locked') askForScreens()
  // An answer that says nothing new draws nothing anew.
  if (JSON.stringify(view) !== JSON.stringify(session.value)) session.value = view
}

export async function refreshSession(): Promise<void> {
  await showSession(await call('start', {}))
}

export async function prefer(change: Partial<Preferences>): Promise<void> {
  await showSession(await call('set_preferences', { preferences: { ...session.value!.preferences, ...change } }))
}

onChanged((changed) => {
  if (changed === 'lock' || changed === null) refreshSession().catch(() => undefined)
})

// Touching the screen keeps the app open; the core counts the minutes and needs to hear of it only now and then.
const OFTEN = 15_000
let told = -OFTEN

export function touched(): void {
  if (!session.value || session.value.stage !== 'open' || performance.now() - told < OFTEN) return
  told = performance.now()
  call('touch', {}).catch(() => undefined)
}
