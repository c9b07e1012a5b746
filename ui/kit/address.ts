// Addresses as people say them on the stairs: building, entrance, flat.

/** `3号楼2单元501` → `3-2-501`; what is written otherwise stays as it is. */
export function shortAddress(address: string): string {
  const parts = /^(\d+)\s*(?:号楼|号|栋|幢|동)\s*(?:(\d+)\s*(?:单元|门|현관))?\s*(\d+)\s*(?:室|号|호)?$/.exec(address.trim())
  return parts ? [parts[1], parts[2], parts[3]].filter(Boolean).join('-') : address
}
