// All that is known of one entry, as labelled values in reading order.
import type { EntryView } from '../../kit/generated/types'
import { whereOf } from '../../kit/entry/where'
import { word } from '../../kit/i18n'
import { detailsOf } from '../../kit/kinds'
import { isolated } from '../../kit/text'
import { t } from '../words'

type Field = [label: string, value: string | null | undefined | false]

interface LabelledValue {
  label: string
  value: string
}

export function fieldsOf({ line, claimed_text, recorded_text }: EntryView): LabelledValue[] {
  const fields: Field[] = [
    [t('field.person'), isolated(line.resident_name || '')],
    [t(line.household === null ? 'field.place' : 'field.address'), isolated(whereOf(line))],
    [t('field.claimed'), claimed_text],
    [t('field.recorded'), recorded_text],
    [t('field.certain'), line.is_uncertain && t('mark.uncertain_words')],
    [t('field.late'), line.is_late && (line.late ? word('late', line.late) : word('late', 'mark'))],
    ...detailsOf(line.content).map(([label, value]): Field => [t(label), value]),
    [t('field.cadre'), isolated(line.cadre)],
    [t('field.state'), t(`tick.${line.state}`)],
  ]
  return fields.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}
