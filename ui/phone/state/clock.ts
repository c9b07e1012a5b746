// The district's local time as the core gives it, and the page's steady clock. No zone and no wall clock of the device is asked.

export interface Local {
  date: string
  minute: string
}

/** Whether `one` lies before `other` on the clocks of the district. */
export const isBefore = (one: Local, other: Local): boolean => `${one.date}T${one.minute}` < `${other.date}T${other.minute}`

/** Milliseconds that only ever grow, whatever the wall clock is set to. */
export const steadyMs = (): number => performance.now()
