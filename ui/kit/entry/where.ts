// Where an entry belongs, in words: its household's address, a place by its kind and number.
import { shortAddress } from '../address'
import type { Line } from '../generated/types'
import { t } from '../i18n'

type About = Pick<Line, 'household' | 'place' | 'address'>

/** What a later version writes about is said to be that, and never stands at an address. */
export function whereOf({ household, place, address }: About): string {
  if (household !== null) return address
  return place ? t(`place.${place.kind}`, { id: place.id }) : t('place.unknown')
}

export const shortWhere = (about: About): string => (about.household === null ? whereOf(about) : shortAddress(about.address))
