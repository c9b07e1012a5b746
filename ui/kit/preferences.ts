// Shows the person's preferences on the page: theme, text size. The language is loaded by the face, which has the words.
const dark = window.matchMedia('(prefers-color-scheme: dark)')
let chosen = ''

function show(): void {
  document.documentElement.dataset['theme'] = chosen || (dark.matches ? 'dark' : 'light')
}

// Engines of the floor have only the older name of this listener.
dark.addListener(show)

/** `theme` is `light`, `dark` or empty for the system's. */
export function showTheme(theme: string): void {
  chosen = theme
  show()
}

/** Media queries do not know the text size, so the page is told when its words have little room: fewer than 15 to a line, or
 *  fewer than 18, which the largest text but one makes of most phones. */
function measureRoom(): void {
  const { documentElement } = document
  const rem = parseFloat(getComputedStyle(documentElement).fontSize)
  const room = window.innerWidth / rem
  documentElement.dataset['room'] = room < 15 ? 'narrow' : room < 18 ? 'middle' : 'wide'
}

window.addEventListener('resize', measureRoom)

/** `size` is the root size in CSS pixels; written as a percentage, so that the system's zoom still multiplies it. */
export function showTextSize(size: number): void {
  const percentage = `${(size / 16) * 100}%`
  if (document.documentElement.style.fontSize === percentage) return
  document.documentElement.style.fontSize = percentage
  measureRoom()
}
