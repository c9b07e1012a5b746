// Words and helpers of what is seldom needed: unsent work, the rescue file, the forgotten PIN. The words come with the problems'.
import { ref } from 'vue'

import { typed } from '../kit/i18n'
import type rescue from '../locales/problems/zh-CN.json'

export const rescueWords = typed<keyof typeof rescue>()

/** Where the rescue file lies that was written while signing out: the only copy of what was unsent, so it is said afterwards. */
export const leftIn = ref('')

/** The district's answer to a forgotten PIN while it is typed. It opens the record, so it is kept for as long as the page lives
 * and nowhere else: the record itself is still closed, and no other place on this device may hold it. */
export const recoveryAnswer = ref('')

/** A chosen file as base64, in pieces that every engine's call stack bears. */
export async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await new Response(file).arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}
