// Numbers with their word. Only here one and many differ, since English alone needs it.
import { t } from '../words'

export const checks = (count: number): string => (count === 1 ? t('checks_of_one') : t('checks_of', { count }))

export const households = (count: number): string => (count === 1 ? t('households_of_one') : t('households_of', { count }))

export const people = (count: number): string => (count === 1 ? t('people_of_one') : t('people_of', { count }))
