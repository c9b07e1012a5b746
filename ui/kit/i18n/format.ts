// Civil dates, days and counts for people. Dates and minutes come from Rust as the district's local time; `Intl` only names them.

const cache = new Map<string, Intl.DateTimeFormat>()

function named(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  let format = cache.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
    cache.set(key, format)
  }
  return format
}

/** A civil date as a UTC midnight, so that no zone of the device can move it. */
const midnight = (date: string) => new Date(`${date}T00:00:00Z`)

/** `3月1日 星期日` */
export const longDate = (locale: string, date: string) =>
  named(locale, { month: 'long', day: 'numeric', weekday: 'long' }).format(midnight(date))

/** `3月1日` */
export const shortDate = (locale: string, date: string) => named(locale, { month: 'short', day: 'numeric' }).format(midnight(date))

/** `周日` */
export const weekday = (locale: string, date: string) => named(locale, { weekday: 'short' }).format(midnight(date))

/** `1` */
export const dayOfMonth = (date: string) => String(Number(date.slice(8, 10)))

export function addDays(date: string, days: number): string {
  return new Date(midnight(date).getTime() + days * 86_400_000).toISOString().slice(0, 10)
}
