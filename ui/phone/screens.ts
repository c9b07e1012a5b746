// The screens with their router and routes, which the page to unlock does without: brought once, while nothing else is to be done.
const bring = () => Promise.all([import('./Shell.vue'), import('./router'), import('./routes')])
let coming: ReturnType<typeof bring> | undefined

export function bringScreens(): ReturnType<typeof bring> {
  if (!coming) {
    coming = bring()
    // The core is away for a moment: the next one who needs them asks again.
    coming.catch(() => (coming = undefined))
  }
  return coming
}
