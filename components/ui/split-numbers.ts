export type SentencePart = { readonly text: string; readonly isNumber: boolean }

/** A number that stands alone, with the unit that follows it; not the digits inside a name such as `h17` or `580.126`-like versions' suffixes. */
const numberPattern =
  /(?<![\w.:/-])[×+−-]?\d[\d,]*(?:\.\d+)?(?:\s?(?:%|ms|min|[smhd]|[KMGTP]iB|[KMGT]?B|GT\/s|W|°C)(?![\w]))?(?![\w:/-])/gu

/** Cuts a sentence so that its numbers can be drawn bold. Joining the parts gives the sentence back. */
export function splitNumbers(sentence: string): SentencePart[] {
  const parts: SentencePart[] = []
  let from = 0
  for (const match of sentence.matchAll(numberPattern)) {
    if (match.index > from) parts.push({ text: sentence.slice(from, match.index), isNumber: false })
    parts.push({ text: match[0], isNumber: true })
    from = match.index + match[0].length
  }
  if (from < sentence.length) parts.push({ text: sentence.slice(from), isNumber: false })
  return parts
}
