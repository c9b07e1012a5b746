// The rows that cannot go in, as a CSV file: their cells as they are, each with its line and the reason in the page's language.
import type { RosterRefused } from '../generated/types'

/** What a spreadsheet would take for a formula is text. Dashes for nothing and telephone numbers with + are none. */
const guarded = (cell: string): string => (/^(?:[=@\t\r\n]|-(?!-*$)|\+(?![\d ]*$))/.test(cell) ? `'${cell}` : cell)
const quoted = (cell: string): string => `"${guarded(cell).replace(/"/g, '""')}"`

/** With a byte order mark, by which spreadsheets know UTF-8. */
export function refusedAsCsv(refused: RosterRefused, words: { line: string; reason: string }, why: (row: RosterRefused['rows'][number]) => string): string {
  const header = refused.names.concat(words.line, words.reason)
  const rows = refused.rows.map((row) => refused.names.map((_, place) => row.cells[place] || '').concat(String(row.line), why(row)))
  return '\uFEFF' + [header].concat(rows).map((row) => row.map(quoted).join(',')).join('\r\n') + '\r\n'
}

/** Hands a text to the browser as a file to keep. */
export function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  window.setTimeout(() => URL.revokeObjectURL(address), 1_000)
}
