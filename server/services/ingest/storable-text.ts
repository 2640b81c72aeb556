/** PostgreSQL holds NUL in no text, and a surrogate without its other half in neither UTF-8 nor jsonb. */
// oxlint-disable-next-line no-control-regex
const UNSTORABLE = /\0|\p{Surrogate}/gu

/**
 * A text that PostgreSQL takes: what it cannot hold becomes U+FFFD. With `mostCharacters` it is cut to so many
 * code points, so that a cut never leaves half a character.
 */
export function makeStorableText(text: string, mostCharacters = Number.POSITIVE_INFINITY): string {
  const cut = text.length > mostCharacters ? cutAtCodePoints(text, mostCharacters) : text
  return cut.replace(UNSTORABLE, '\uFFFD')
}

/** The same for every text within plain data, names of fields included. Gives a copy. */
export function makeStorable<Value>(value: Value): Value
export function makeStorable(value: unknown): unknown {
  if (typeof value === 'string') return makeStorableText(value)
  if (Array.isArray(value)) return value.map((item: unknown) => makeStorable(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [makeStorableText(name), makeStorable(held as unknown)]),
  )
}

function cutAtCodePoints(text: string, mostCharacters: number): string {
  // A code point is at most two units: what lies beyond need not be looked at, however long it is.
  return Array.from(text.slice(0, 2 * mostCharacters))
    .slice(0, mostCharacters)
    .join('')
}
