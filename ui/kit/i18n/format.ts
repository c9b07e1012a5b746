// Civil dates, days and counts for people. Dates and minutes come from Rust as the district's local time; `Intl` only names them.
// The one file that makes a `Date`: any date that the core accepts has a name here, and none throws.

const cache = new Map<string, Intl.DateTimeFormat>()
let year = ''

/** The core's today: dates of other years are told with their year. */
export function setToday(today: string): void {
  year = today.slice(0, 4)
}

function named(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  let format = cache.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
    cache.set(key, format)
  }
  return format
}

/** A civil date as a UTC midnight, so that no zone of the device can move it; none where calendars on walls end. */
function midnight(date: string): Date | undefined {
  const found = /^[1-9]\d{3}-\d\d-\d\d$/.test(date) ? new Date(`${date}T00:00:00Z`) : undefined
  // Engines take the 30th of February for the 1st of March.
  return found && !isNaN(found.getTime()) && found.toISOString().slice(0, 10) === date ? found : undefined
}

/** A date far off is told as it is written: nobody's day, and there to be asked about. */
function told(locale: string, date: string, options: Intl.DateTimeFormatOptions): string {
  const day = midnight(date)
  if (!day) return date
  return named(locale, year && date.slice(0, 4) !== year ? { ...options, year: 'numeric' } : options).format(day)
}

/** `3月1日 星期日` */
export const longDate = (locale: string, date: string) => told(locale, date, { month: 'long', day: 'numeric', weekday: 'long' })

/** `3月1日`, of another year `2019年3月1日` */
export const shortDate = (locale: string, date: string) => told(locale, date, { month: 'short', day: 'numeric' })

/** `周日` */
export function weekday(locale: string, date: string): string {
  const day = midnight(date)
  return day ? named(locale, { weekday: 'short' }).format(day) : ''
}

/** `1` */
export const dayOfMonth = (date: string) => String(Number(date.slice(-2)))

/** The date so many days on; the same one where there is no other. */
export function addDays(date: string, days: number): string {
  const day = midnight(date)
  const moved = day ? new Date(day.getTime() + days * 86_400_000).toISOString() : ''
  return /^\d{4}-/.test(moved) ? moved.slice(0, 10) : date
}
