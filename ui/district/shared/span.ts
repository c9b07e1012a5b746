// A number of minutes in words: minutes, hours and minutes, or days.
import { t } from '../words'

export function span(minutes: number): string {
  if (minutes < 60) return t('span.minutes', { minutes })
  if (minutes < 24 * 60) return minutes % 60 ? t('span.hours_minutes', { hours: Math.floor(minutes / 60), minutes: minutes % 60 }) : t('span.hours', { hours: minutes / 60 })
  return t('span.days', { days: Math.floor(minutes / 1440) })
}
