// The server's local times in words. They come as `2020-02-27 10:50`; the date is left out where it is the page's own.
import { locale } from '../../kit/i18n'
import { shortDate } from '../../kit/i18n/format'

export function moment(text: string, date: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})/.exec(text)
  if (!parts) return text
  return parts[1] === date ? parts[2]! : `${shortDate(locale.value, parts[1]!)} ${parts[2]}`
}

/** The same of a row's own day and minute. */
export const minuteOn = (row: { date: string; minute: string }, shown: string): string => moment(`${row.date} ${row.minute}`, shown)
