// Looks through every byte of a folder for words that must not stand there. Knows nothing of what the files are.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Where the words stand, as `file: word`; in UTF-8 and in UTF-16, which is how a WebView keeps its strings. */
export function plainWords(folder, words) {
  const wanted = words.flatMap((word) => ['utf8', 'utf16le'].map((encoding) => ({ word, bytes: Buffer.from(word, encoding) })))
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.flatMap((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name)
    const content = bytesOf(path)
    return wanted.filter(({ bytes }) => content.includes(bytes)).map(({ word }) => `${path}: ${word}`)
  })
}

/** A file that its program took away in the meantime leaves nothing behind. */
function bytesOf(path) {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}
