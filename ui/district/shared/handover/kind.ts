// The two ways in which households are given to somebody else.
export type HandoverKind = 'cover' | 'for_good'
