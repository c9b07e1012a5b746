// The things of errands. What people ask for most has a tile; everything else is written in the cadre's own words.
import type { Item } from '../../generated/types'
import { has, t, word, type KitKey } from '../../i18n'
import type { IconName } from '../../icons/paths'
import { isolated } from '../../text'

const icons = { beer: 'beer', groceries: 'carrot', parcel: 'package', medicine: 'pill', waste: 'trash' } as const satisfies Record<string, IconName>

export const tiles = Object.keys(icons) as readonly (keyof typeof icons)[]

/** The tile that asks for own words. */
export const OWN = 'own'

export const itemIcon = (what: string): IconName => (icons as Partial<Record<string, IconName>>)[what] || 'bag'

/** `啤酒 6 瓶`; a thing in the cadre's own words has no unit: `老花镜`, `老花镜 × 2`. */
export function describeItem(item: { what: string; quantity: number | string; unit?: string | null }): string {
  const what = word('item', item.what)
  if (item.unit && !has(`unit.${item.unit}`)) return t('item_count', { what, quantity: `${item.quantity} ${item.unit}` })
  const unit = item.unit ? `unit.${item.unit}` : `unit.of.${item.what}`
  if (has(unit)) return t('item_count', { what, quantity: t(unit as KitKey, { quantity: item.quantity }) })
  return Number(item.quantity) > 1 ? t('item_count', { what, quantity: `× ${item.quantity}` }) : isolated(what)
}

export const describeItems = (items: readonly Item[]): string => items.map(describeItem).join(t('list_separator'))

/** The first thing of a summary, and how many more there are. */
export function describeFirst({ what, quantity, unit, more }: Partial<Record<string, string>>): string {
  const first = describeItem({ what: what || '', quantity: quantity || '1', unit })
  return Number(more || 0) > 0 ? first + t('item_more', { more }) : first
}
