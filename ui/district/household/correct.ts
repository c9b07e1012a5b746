// Which of a household's fields can be corrected by hand, and how the form for them is opened.
import { shallowRef, type ShallowRef } from 'vue'

import * as api from '../generated/api'
import type { Acted, Field, HouseholdPage, Resident } from '../generated/types'
import type { Manner } from '../shared/server/act'
import { t } from '../words'

export type Typed = Partial<Record<Field, string>>

export interface Form {
  title: string
  /** Whose fields they are, as the button names it. */
  of: string
  /** Tells this form from others. */
  draft: string
  /** The fields that can be corrected, in their order. */
  stored: Typed
  seen: number
  send: (body: Typed & Manner, key?: string) => Promise<Acted>
}

function formOf(page: HouseholdPage, resident: Resident | undefined): Form {
  const of = resident ? resident.name : page.door.address
  const shared = { title: t('correct_title', { of }), of, seen: page.seen }
  if (resident)
    return {
      ...shared,
      draft: `correct/resident/${resident.id}`,
      stored: { name: resident.name, phone: resident.phone || '', origin: resident.origin || '' },
      send: (body, key) => api.correctResident(resident.id, body, key),
    }
  return {
    ...shared,
    draft: `correct/household/${page.door.household}`,
    stored: { address: page.door.address, guarantor: page.guarantor || '', guarantor_workplace: page.guarantor_workplace || '' },
    send: (body, key) => api.correctHousehold(page.door.household, body, key),
  }
}

/** The form as it was opened: what others do meanwhile does not change it under the hands of who types. */
export function useCorrect(page: ShallowRef<HouseholdPage | undefined>, reload: () => Promise<void>) {
  const form = shallowRef<Form>()
  const open = (resident: Resident | undefined): void => {
    form.value = page.value && formOf(page.value, resident)
  }
  const close = (): void => {
    form.value = undefined
  }
  function done(): void {
    close()
    void reload()
  }
  return { form, open, close, done }
}
