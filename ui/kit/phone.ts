// Telephone numbers as the roster gives them: one field may hold several, with ` / ` between them.

/** Every number of a field, as it is shown. */
export const numbers = (field: string): string[] =>
  field
    .split(' / ')
    .map((number) => number.trim())
    .filter((number) => number !== '')

/** The address that rings a number, of several the first; an extension is dialled after a pause. */
export const dial = (field: string): string => {
  const [number = ''] = numbers(field)
  const [main = '', extension = ''] = number.split(/转|轉|ext\.?/)
  const digits = (text: string) => text.replace(/[^\d+]/g, '')
  return `tel:${digits(main)}${extension ? `,${digits(extension)}` : ''}`
}
