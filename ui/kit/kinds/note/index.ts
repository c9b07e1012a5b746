// A note: free words about a person or the household.
import type { KindUi } from '../kind'

export const note = {
  icon: 'note',
  start: 'tile',
  look: () => ({ icon: 'note', tone: 'neutral' }),
} satisfies KindUi<'note'>
