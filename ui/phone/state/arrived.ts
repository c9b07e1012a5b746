// Who was enrolled and how many households and people came, between the last steps of setting up.
import { shallowRef } from 'vue'

import type { MeView } from '../../kit/generated/types'

export const arrived = shallowRef<MeView>()
