// All that is known of one entry, as labelled values in reading order.
import { describeItems } from '../../kit/describe'
import type { EntryView } from '../../kit/generated/types'
import { word } from '../../kit/i18n'
import { isolated } from '../../kit/text'
import { t } from '../words'

interface LabelledValue {
  label: string
  value: string
}

export function fieldsOf({ line, claimed_text, recorded_text }: EntryView): LabelledValue[] {
  const { content } = line
  const fields: [string, string | null | undefined | false][] = [
    [t('field.person'), isolated(line.resident_name || '')],
    [t('field.address'), isolated(line.address)],
    [t('field.claimed'), claimed_text],
    [t('field.recorded'), recorded_text],
    [t('field.certain'), line.is_uncertain && t('mark.uncertain_words')],
    [t('field.late'), line.is_late && (line.late ? word('late', line.late) : word('late', 'mark'))],
    [t('contact.channel'), content.kind === 'contact' && word('channel', content.channel)],
    [t('temperature.method'), content.kind === 'temperature' && word('method', content.method)],
    [t('field.reason'), content.kind === 'seal' && content.reason],
    [t('field.serial'), content.kind === 'seal' && content.serial],
    [t('errand.what'), content.kind === 'errand' && describeItems(content.items)],
    [t('errand.seal'), content.kind === 'errand' && content.seal_after && t(`errand.seal.${content.seal_after}`)],
    [t('field.cadre'), isolated(line.cadre)],
    [t('field.state'), t(`tick.${line.state}`)],
  ]
  return fields.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}
