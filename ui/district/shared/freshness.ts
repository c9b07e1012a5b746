// How fresh the shown data are: the server's "data as of", and how long ago that is by the server's clock, carried on by this
// machine's steady clock. The wall clock of this machine is never asked.
import { computed, ref, shallowRef, watch, type ShallowRef } from 'vue'

export interface Fresh {
  now: number
  today: string
  data_as_of: number | null
  data_as_of_text: string | null
}

/** From here on data count as stale. */
export const STALE_MINUTES = 5

const steady = ref(performance.now())
window.setInterval(() => {
  steady.value = performance.now()
}, 5_000)

interface Known extends Fresh {
  learnt: number
}

const known = shallowRef<Known>()

/** Whole minutes between the data and the server's present. */
export const minutesOld = (fresh: Fresh, since: number): number | undefined =>
  fresh.data_as_of === null ? undefined : Math.max(0, Math.floor((fresh.now + since - fresh.data_as_of) / 60_000))

/** What the head of the page says. */
export const freshness = computed(() => {
  const fresh = known.value
  if (!fresh) return undefined
  const minutes = minutesOld(fresh, Math.max(0, steady.value - fresh.learnt))
  return { text: fresh.data_as_of_text, today: fresh.today, minutes, stale: minutes === undefined || minutes >= STALE_MINUTES }
})

/** A page says with every answer how fresh it is. */
export function useFreshness(answer: ShallowRef<Fresh | undefined>): void {
  watch(
    answer,
    (fresh) => {
      if (fresh) known.value = { now: fresh.now, today: fresh.today, data_as_of: fresh.data_as_of, data_as_of_text: fresh.data_as_of_text, learnt: performance.now() }
      steady.value = performance.now()
    },
    { immediate: true },
  )
}
