// The rules that a briefing explains, in the order in which they are offered.
import type { Rule } from '../../generated/types'
import type { IconName } from '../../icons/paths'

const icons: Record<Rule, IconName> = {
  stay_home: 'home',
  no_visitors: 'users',
  air_rooms: 'wind',
  temperature: 'thermometer',
  waste: 'trash',
  parcels: 'package',
  when_unwell: 'pill',
  hotline: 'phone',
}

export const rules = Object.keys(icons) as readonly Rule[]

export const ruleIcon = (rule: Rule): IconName => icons[rule]
