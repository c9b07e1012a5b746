// Whom a check of the due list is about, and whether it is still to be done. States come from the core.
import type { DueRow, PersonName } from './generated/types'
import { t } from './i18n'
import { isolatedAll } from './text'

export const isOpen = (row: DueRow): boolean => row.state === 'due' || row.state === 'overdue'

/** Who is meant: the one person, or everyone behind the door. */
export const personsOf = (row: DueRow): PersonName[] => row.residents.filter((person) => row.resident === null || person.id === row.resident)

export const namesOf = (row: DueRow): string[] => personsOf(row).map((person) => person.name)

/** The same as one text, for who hears it. */
export const peopleOf = (row: DueRow): string => isolatedAll(namesOf(row), t('list_separator'))
