// Numbers with their word. Only here one and many differ, since English alone needs it.
import type { Values } from '../../kit/i18n'
import { t } from '../words'

export const checks = (count: number): string => (count === 1 ? t('checks_of_one') : t('checks_of', { count }))

export const households = (count: number): string => (count === 1 ? t('households_of_one') : t('households_of', { count }))

export const people = (count: number): string => (count === 1 ? t('people_of_one') : t('people_of', { count }))

export const cadres = (count: number): string => (count === 1 ? t('cadres_of_one') : t('cadres_of', { count }))

const COUNTED: Record<string, (count: number) => string> = { households, people, checks, cadres }

/** Values for words: a number under one of these names comes with its word. */
export function counted(values: Values): Values {
  const filled: Values = {}
  for (const [name, value] of Object.entries(values)) filled[name] = typeof value === 'number' && COUNTED[name] ? COUNTED[name](value) : value
  return filled
}
