// How a form's act travels: shown first, carried out once however often it is sent, and refused without anything typed being lost.
// Whoever shows a form holds one of these; what others changed meanwhile is shown by `Conflict.vue`.
import { computed, onBeforeUnmount, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'

import type { Acted, ChangeRow, Effect, FieldRefusal } from '../../generated/types'
import { isProblem, type Problem } from './problem'
import { forget } from './session'

/** What every act's body may say beside what it asks for. */
export interface Manner {
  preview?: boolean
  seen?: number
}

export interface Act<Body> {
  /** What would happen, of the body that was shown last. */
  effects: ShallowRef<Effect[] | undefined>
  problem: ShallowRef<Problem | undefined>
  busy: Ref<boolean>
  /** What others changed since the form was drawn. */
  changes: ComputedRef<ChangeRow[] | undefined>
  /** Asks what would happen; of several asked in a row, the last one is told. */
  preview(body: Body): Promise<void>
  /** Carries it out; undefined where that was refused. The same body sent again is the same request. */
  run(body: Body): Promise<Acted | undefined>
  /** Why what was typed for a field is not accepted. */
  why(field: string): FieldRefusal | undefined
}

/** Nobody else's request has this key. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function useAct<Body extends Manner>(send: (body: Body, key?: string) => Promise<Acted>): Act<Body> {
  const effects = shallowRef<Effect[]>()
  const problem = shallowRef<Problem>()
  const busy = ref(false)
  let asked = 0
  let sent = { text: '', key: '' }

  function refused(error: unknown): void {
    if (!isProblem(error)) throw error
    if (error.code === 'not_signed_in') forget()
    problem.value = error
  }

  async function preview(body: Body): Promise<void> {
    const mine = (asked += 1)
    try {
      const acted = await send({ ...body, preview: true })
      if (mine !== asked) return
      effects.value = acted.effects
      problem.value = undefined
    } catch (error) {
      if (mine !== asked) return
      effects.value = undefined
      refused(error)
    }
  }

  async function run(body: Body): Promise<Acted | undefined> {
    if (busy.value) return undefined
    asked += 1
    const text = JSON.stringify(body)
    // After a lost connection nobody knows whether it was done: under the same key it is not done twice.
    if (sent.text !== text) sent = { text, key: newKey() }
    busy.value = true
    try {
      const acted = await send(body, sent.key)
      problem.value = undefined
      return acted
    } catch (error) {
      refused(error)
      return undefined
    } finally {
      busy.value = false
    }
  }

  onBeforeUnmount(() => (asked += 1))
  const of = <Value>(code: Problem['code'], value: (problem: Problem) => Value) => (problem.value && problem.value.code === code ? value(problem.value) : undefined)
  return {
    effects,
    problem,
    busy,
    changes: computed(() => of('changed_since', (told) => told.values.changes)),
    preview,
    run,
    why: (field) => of('field_refused', (told) => (told.values.field === field ? told.values.why : undefined)),
  }
}
