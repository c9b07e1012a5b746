// What people ask for most, each with a tile; everything else is written in the cadre's own words.
export const tiles = ['beer', 'groceries', 'parcel', 'medicine', 'waste'] as const

export const OWN = 'own'
