// A withdrawal: the entry that it names was made in error. It is shown as that entry's history.
import type { KindUi } from '../kind'

export const withdraw = { icon: 'ban' } satisfies KindUi<'withdraw'>
