// Summaries of entries in words. Rust gives a key and values; codes among the values are translated, free text is left.
import type { Item, Summary } from './generated/types'
import { has, t, word, type KitKey } from './i18n'
import { isolated } from './text'

/** `啤酒 6 瓶`; a thing in the cadre's own words has no unit: `老花镜`, `老花镜 × 2`. */
export function describeItem(item: { what: string; quantity: number | string; unit?: string | null }): string {
  const what = word('item', item.what)
  if (item.unit && !has(`unit.${item.unit}`)) return t('item_count', { what, quantity: `${item.quantity} ${item.unit}` })
  const unit = item.unit ? `unit.${item.unit}` : `unit.of.${item.what}`
  if (has(unit)) return t('item_count', { what, quantity: t(unit as KitKey, { quantity: item.quantity }) })
  return Number(item.quantity) > 1 ? t('item_count', { what, quantity: `× ${item.quantity}` }) : isolated(what)
}

export const describeItems = (items: readonly Item[]): string => items.map(describeItem).join(t('list_separator'))

export function describe(summary: Summary): string {
  const values: Record<string, string> = { ...(summary.values as Record<string, string>) }
  let key = summary.key
  if (values['channel']) values['channel'] = word('channel', values['channel'])
  if (values['what']) {
    values['items'] = describeItem({ what: values['what'], quantity: values['quantity'] || '1', unit: values['unit'] })
    const more = Number(values['more'] || 0)
    if (more > 0) values['items'] += t('item_more', { more })
  } else if (has(`summary.${key}_plain`)) {
    key = `${key}_plain`
  }
  if (values['reason'] && has(`summary.${key}_because`)) key = `${key}_because`
  return has(`summary.${key}`) ? t(`summary.${key}` as KitKey, values) : t('summary.unknown', values)
}
