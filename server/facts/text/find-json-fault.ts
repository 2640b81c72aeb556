export interface JsonFault {
  /** 1-based line of the first token that does not fit. */
  line: number
  /** The text ends before the document does. */
  isAtEnd: boolean
  detail: string
}

const TOKEN = /\s+|[{}[\],:]|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y

/**
 * Where broken JSON breaks. The messages of JSON.parse name a place in some engines, a snippet in others and a line
 * in none, so brackets and separators are walked again.
 */
export function findJsonFault(text: string): JsonFault {
  const open: string[] = []
  let previous = ''
  let at = 0
  while (at < text.length) {
    TOKEN.lastIndex = at
    const token = TOKEN.exec(text)?.[0]
    if (token === undefined) return describeFault(text, at, isCutToken(text, at))
    if (token.trim() !== '') {
      if (!isExpected(token, previous, open)) return describeFault(text, at, false)
      if (token === '{' || token === '[') open.push(token)
      if (token === '}' || token === ']') open.pop()
      previous = token
    }
    at += token.length
  }
  return describeFault(text, text.length, open.length > 0 || previous === '')
}

/** A string without its end quote, or half a word, at the very end of the text. */
function isCutToken(text: string, at: number): boolean {
  return !text.slice(at).includes('\n') && /^(?:"|[a-z-])/.test(text.slice(at))
}

function isExpected(token: string, previous: string, open: string[]): boolean {
  const inside = open.at(-1)
  const isAfterOpening = previous === '{' || previous === '['
  if (token === '}' || token === ']') return inside === (token === '}' ? '{' : '[') && previous !== ','
  if (token === ',') return inside !== undefined && !isAfterOpening && previous !== ',' && previous !== ':'
  if (token === ':') return inside === '{' && previous.startsWith('"')
  return previous === '' || isAfterOpening || previous === ',' || previous === ':'
}

function describeFault(text: string, at: number, isAtEnd: boolean): JsonFault {
  const line = text.slice(0, at).trimEnd().split('\n').length
  const shownLine = isAtEnd ? line : text.slice(0, at).split('\n').length
  const found = text.slice(at, at + 20).trim()
  return { line: shownLine, isAtEnd, detail: found === '' ? 'JSON ends too early' : `unexpected ${found}` }
}
