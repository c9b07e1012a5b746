// A correction. It is made in the sheet of the entry that it corrects, and shown as that entry's history.
import type { KindUi } from '../kind'

export const correct = { icon: 'pencil' } satisfies KindUi<'correct'>
