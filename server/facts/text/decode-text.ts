import { PartRefusal } from '@/server/facts/part-refusal'

/** No tool's output comes near: eight GPUs of `nvidia-smi -q -x` with all supported clocks are about 1 MiB. */
export const MAX_PART_BYTES = 16 * 1024 * 1024

/** Terminal styling: CSI sequences such as the underline that `topo -m` puts around its header, and OSC titles. */
const ANSI_SEQUENCE = new RegExp(
  `${String.fromCharCode(27)}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\u0007\\u001b]{0,256}\\u0007|[()][A-Z0-9])`,
  'g',
)

export interface DecodedText {
  /** LF line ends, no byte order mark, no terminal styling; line numbers are the part's own. */
  text: string
  hadAnsi: boolean
}

/** Strict UTF-8 to text. Throws `PartRefusal` (tooLarge, empty, encoding, binary). */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes.length > MAX_PART_BYTES) {
    throw new PartRefusal('tooLarge', null, `${bytes.length} bytes, at most ${MAX_PART_BYTES}`)
  }
  if (bytes.length === 0) throw new PartRefusal('empty', null, '0 bytes')
  refuseOtherEncodings(bytes)
  const raw = decodeUtf8(bytes)
  const text = raw.replace(/\r\n?/g, '\n')
  const plain = text.includes(String.fromCharCode(27)) ? text.replace(ANSI_SEQUENCE, '') : text
  if (plain.trim() === '') throw new PartRefusal('empty', null, `${bytes.length} bytes of white space`)
  return { text: plain, hadAnsi: plain.length !== text.length }
}

function refuseOtherEncodings(bytes: Uint8Array): void {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new PartRefusal('encoding', null, 'UTF-16 byte order mark, expected UTF-8')
  }
  if (first === 0x1f && second === 0x8b) throw new PartRefusal('binary', null, 'gzip data')
  const nul = bytes.indexOf(0)
  if (nul < 0) return
  const line = countLines(bytes, nul)
  if (looksLikeUtf16(bytes)) throw new PartRefusal('encoding', line, 'UTF-16 text, expected UTF-8')
  throw new PartRefusal('binary', line, `NUL byte at offset ${nul}`)
}

/** ASCII text in UTF-16 has a NUL in every other byte. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 200)
  const even = sample.filter((byte, offset) => offset % 2 === 0 && byte === 0).length
  const odd = sample.filter((byte, offset) => offset % 2 === 1 && byte === 0).length
  return Math.max(even, odd) > sample.length / 3
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const offset = findInvalidUtf8(bytes)
    throw new PartRefusal('encoding', countLines(bytes, offset), `not UTF-8 at offset ${offset}`)
  }
}

const CHUNK_BYTES = 64 * 1024

/** Offset of the line in which decoding fails: first the chunk, then the line, so that millions of lines stay cheap. */
function findInvalidUtf8(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
    try {
      decoder.decode(bytes.subarray(start, start + CHUNK_BYTES), { stream: true })
    } catch {
      return findInvalidLine(bytes, bytes.lastIndexOf(0x0a, start) + 1)
    }
  }
  return bytes.lastIndexOf(0x0a) + 1
}

/** LF never occurs inside a character, so lines can be decoded apart. */
function findInvalidLine(bytes: Uint8Array, from: number): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for (let start = from; start < bytes.length; ) {
    const lineEnd = bytes.indexOf(0x0a, start)
    const end = lineEnd < 0 ? bytes.length : lineEnd
    try {
      decoder.decode(bytes.subarray(start, end))
    } catch {
      return start
    }
    start = end + 1
  }
  return from
}

function countLines(bytes: Uint8Array, offset: number): number {
  let line = 1
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < offset; at = bytes.indexOf(0x0a, at + 1)) line += 1
  return line
}

/** The CPU list of a node of 8,192 CPUs, spelled out as numactl does, is 40 KB long. */
const MAX_LINE_CHARACTERS = 64 * 1024

/** A root complex full of virtual functions is 500,000 lines of sysfs; 16 MiB of line ends alone are 16 million. */
const MAX_LINES = 1_000_000

/** For tools that write lines: throws `PartRefusal` for a line that no tool would write, and for too many of them. */
export function refuseLongLines(text: string): void {
  let line = 1
  for (let start = 0; start < text.length; line += 1) {
    const lineBreak = text.indexOf('\n', start)
    const end = lineBreak < 0 ? text.length : lineBreak
    if (end - start > MAX_LINE_CHARACTERS) {
      throw new PartRefusal('malformed', line, `a line of ${end - start} characters`)
    }
    if (line > MAX_LINES) throw new PartRefusal('tooLarge', line, `over ${MAX_LINES} lines`)
    start = end + 1
  }
}
