/** A pattern for ILIKE that finds the text anywhere, taken literally; undefined when nothing is looked for. */
export function matchText(search: string | undefined): string | undefined {
  const text = search?.trim() ?? ''
  if (text === '') return undefined
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}
