// The day that was chosen, as it goes from page to page. Today needs none in the address, so that a page left open overnight
// shows the new day.
import { computed, type ComputedRef } from 'vue'
import { useRoute } from 'vue-router'

import { asked } from '../shared/addresses'
import { freshness } from '../shared/freshness'

export function useChosenDay(): ComputedRef<string | undefined> {
  const route = useRoute()
  return computed(() => {
    const chosen = asked(route.query, 'date')
    return freshness.value && chosen === freshness.value.today ? undefined : chosen
  })
}
