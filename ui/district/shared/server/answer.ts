// A page's answer from the server, asked again whenever something changed. The last answer stays while the next one comes.
import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue'

import { setToday } from '../../../kit/i18n/format'
import type { Question } from '../../generated/api'
import type { Changed } from '../../generated/types'
import { Again } from './again'
import { live, onChanged } from './live'
import { isProblem, type Problem } from './problem'
import { forget } from './session'

export interface Answer<Body> {
  answer: ShallowRef<Body | undefined>
  /** Only for what the page itself must say; a lost connection is said once for all pages. */
  problem: ShallowRef<Problem | undefined>
  reload: () => Promise<void>
}

/** `hears` are the changes that make the answer stale. */
export function useAnswer<Body>(question: () => Question<Body>, hears: readonly Changed[] = ['entries', 'roster', 'devices', 'time']): Answer<Body> {
  const answer = shallowRef<Body>()
  const problem = shallowRef<Problem>()
  let asking: AbortController | undefined
  let again = false
  const later = new Again(() => void reload())

  async function reload(): Promise<void> {
    if (asking) {
      again = true
      return
    }
    const mine = (asking = new AbortController())
    try {
      const body = await question().ask(mine.signal)
      if (mine !== asking) return
      const today = (body as { today?: unknown }).today
      if (typeof today === 'string') setToday(today)
      answer.value = body
      problem.value = undefined
      later.answered()
    } catch (error) {
      if (mine !== asking || !isProblem(error)) return
      if (error.code === 'not_signed_in') return forget()
      problem.value = error
      later.failed(error, answer.value !== undefined)
    } finally {
      if (mine === asking) {
        asking = undefined
        if (again) void askAgain()
      }
    }
  }

  async function askAgain(): Promise<void> {
    again = false
    await reload()
  }

  function drop(): void {
    if (asking) asking.abort()
    asking = undefined
    again = false
    later.answered()
  }

  watch(
    () => question().address,
    (now, before) => {
      drop()
      // Another household or list: nothing of the former may stand under the new head.
      if (before !== undefined && now.split('?')[0] !== before.split('?')[0]) answer.value = undefined
      void reload()
    },
    { immediate: true },
  )
  watch(live, (now) => {
    if (now && problem.value) void reload()
  })
  const stop = onChanged((changed) => {
    if (changed === null || hears.some((each) => changed.has(each))) void reload()
  })
  onBeforeUnmount(() => {
    stop()
    drop()
  })
  return { answer, problem, reload }
}
