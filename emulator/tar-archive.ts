const BLOCK_BYTES = 512
const CHECKSUM_AT = 148
const CHECKSUM_BYTES = 8

/** Plain files in one ustar archive, in the order given. Names of at most 100 ASCII characters. */
export function writeTar(files: ReadonlyMap<string, string>): Buffer {
  const blocks: Buffer[] = []
  for (const [name, text] of files) {
    const content = Buffer.from(text)
    const padding = (BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES
    blocks.push(writeHeader(name, content.length), content, Buffer.alloc(padding))
  }
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK_BYTES)])
}

function writeHeader(name: string, contentBytes: number): Buffer {
  if (name.length > 100) throw new Error(`${name} is too long a name for a plain header`)
  const header = Buffer.alloc(BLOCK_BYTES)
  header.write(name, 0, 'ascii')
  writeOctal(header, 0o600, 100, 8)
  writeOctal(header, 0, 108, 8)
  writeOctal(header, 0, 116, 8)
  writeOctal(header, contentBytes, 124, 12)
  writeOctal(header, 0, 136, 12)
  header.write('0', 156, 'ascii')
  header.write('ustar\u000000', 257, 'ascii')
  // Its own field counts as blanks.
  header.fill(' ', CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM_AT, 'ascii')
  return header
}

function writeOctal(header: Buffer, value: number, at: number, bytes: number): void {
  header.write(`${value.toString(8).padStart(bytes - 1, '0')}\0`, at, 'ascii')
}
