// Language and theme of this browser. Nothing personal is kept here.
import { ref } from 'vue'

import { chooseLocale, type Locale } from '../../kit/i18n'
import { showTheme } from '../../kit/preferences'
import { loadLanguage } from '../words'

export type Theme = '' | 'light' | 'dark'

const LANGUAGE = 'daylog-language'
const THEME = 'daylog-theme'

// A browser may forbid storage altogether; then the choice lasts as long as the page.
function kept(key: string): string {
  try {
    return localStorage.getItem(key) || ''
  } catch {
    return ''
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // See above.
  }
}

export const language = ref<Locale>(chooseLocale(kept(LANGUAGE), navigator.languages))
export const theme = ref<Theme>(kept(THEME) as Theme)

export async function showPreferences(): Promise<void> {
  showTheme(theme.value)
  await loadLanguage(language.value)
}

export async function chooseLanguage(next: Locale): Promise<void> {
  keep(LANGUAGE, next)
  language.value = next
  await loadLanguage(next)
}

export function chooseTheme(next: Theme): void {
  keep(THEME, next)
  theme.value = next
  showTheme(next)
}

// Paper is white, whatever the screen shows.
window.addEventListener('beforeprint', () => showTheme('light'))
window.addEventListener('afterprint', () => showTheme(theme.value))
