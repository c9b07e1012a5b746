// A screen's view from the core, asked again whenever something changed. The last answer is shown while the next one comes.
import { onBeforeUnmount, onMounted, shallowRef, watch, type ShallowRef } from 'vue'

import type { Problem } from '../../kit/problem'
import { setToday } from '../../kit/i18n/format'
import { call, onChanged, type Changed, type Command, type Commands } from '../../kit/host'

const answers = new Map<string, unknown>()
/** Questions of this very moment: several parts of a screen that ask the same share one answer. */
const asking = new Map<string, Promise<unknown>>()

function ask<C extends Command>(command: C, args: Commands[C]['args'], key: string): Promise<Commands[C]['result']> {
  let answer = asking.get(key)
  if (!answer) {
    answer = call(command, args)
    asking.set(key, answer)
  }
  window.setTimeout(() => asking.delete(key))
  return answer as Promise<Commands[C]['result']>
}

/** For so long an answer that was asked for ahead waits for its screen. */
const AHEAD_MS = 5_000

/** Asks before the screen that will ask stands, so that its first answer does not wait for it. */
export function askAhead<C extends Command>(command: C, args: Commands[C]['args']): void {
  const answer = call(command, args)
  answer.catch(() => undefined)
  const key = command + JSON.stringify(args)
  asking.set(key, answer)
  // Another screen may come first: whoever asks later asks anew.
  window.setTimeout(() => asking.get(key) === answer && asking.delete(key), AHEAD_MS)
}

onChanged((changed) => {
  if (changed === 'lock') answers.clear()
  // What was asked before is not the answer of after.
  else if (changed !== 'sync' && changed !== 'time') asking.clear()
})

export interface View<Result> {
  view: ShallowRef<Result | undefined>
  problem: ShallowRef<Problem | undefined>
  reload: () => Promise<void>
}

/** `args` answers undefined while there is nothing to ask for. Where a stale answer must not be seen, none is remembered. */
export function useView<C extends Command>(
  command: C,
  args: () => Commands[C]['args'] | undefined,
  hears: readonly Changed[] = ['entries', 'roster', 'sync', 'time'],
  remembers = true,
): View<Commands[C]['result']> {
  type Result = Commands[C]['result']
  const view = shallowRef<Result>()
  const problem = shallowRef<Problem>()
  let latest = 0

  async function reload(): Promise<void> {
    const asked = args()
    if (!asked) return
    const mine = ++latest
    const key = command + JSON.stringify(asked)
    try {
      const answer = await ask(command, asked, key)
      answers.set(key, answer)
      if (answer && typeof answer === 'object' && 'today' in answer) setToday(answer.today)
      if (mine === latest) {
        view.value = answer
        problem.value = undefined
      }
    } catch (error) {
      if (mine === latest) problem.value = error as Problem
    }
  }

  watch(
    () => command + JSON.stringify(args()),
    (key) => {
      view.value = remembers ? (answers.get(key) as Result | undefined) : undefined
      void reload()
    },
    { immediate: true },
  )

  const stop = onChanged((changed) => {
    if (changed === null || hears.includes(changed)) void reload()
  })
  const seen = () => {
    if (!document.hidden) void reload()
  }
  onMounted(() => document.addEventListener('visibilitychange', seen))
  onBeforeUnmount(() => {
    stop()
    document.removeEventListener('visibilitychange', seen)
  })
  return { view, problem, reload }
}
