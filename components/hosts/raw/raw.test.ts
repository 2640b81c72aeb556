import { describe, expect, test } from 'vitest'
import { findInText, findLine, stepThrough } from './find-in-text'
import { chooseFindTerm, findPciAddress, writeDevice } from './find-term'
import { buildDownloadHref, buildRawHref, buildSourcesHref } from './raw-address'
import { assignRanges, cutIntoChunks, showHidden, splitChunk } from './text-chunks'

describe('a raw output', () => {
  const texts = {
    lines: Array.from({ length: 1_000 }, (_, line) => `line ${line}`).join('\n'),
    'one line': 'a',
    'an end': 'a\nb\n',
    'empty lines': '\n\n\n',
    'a long line': `short\n${'x'.repeat(9_000)}\nshort\n${'y'.repeat(9_000)}`,
    nothing: '',
  }

  test.each(Object.entries(texts))('of %s is cut into chunks that lose no line', (_, text) => {
    const { chunks, lineCount } = cutIntoChunks(text)
    expect(chunks.map(({ start, end }) => text.slice(start, end)).join('\n')).toBe(
      text.endsWith('\n') ? text.slice(0, -1) : text,
    )
    let line = 1
    for (const chunk of chunks) {
      expect(chunk.firstLine).toBe(line)
      line += chunk.lineCount
    }
    expect(lineCount).toBe(line - 1)
  })

  test('of a million line ends stays a bounded number of chunks', () => {
    const { chunks, lineCount } = cutIntoChunks('\n'.repeat(1_000_000))
    expect(lineCount).toBe(1_000_000)
    expect(chunks.length).toBeLessThanOrEqual(5_000)
  })

  test('lays a very long line out by itself, so that others keep their rows', () => {
    const { chunks, widest } = cutIntoChunks(texts['a long line'])
    expect(chunks.map(({ isLong, lineCount }) => [isLong, lineCount])).toEqual([
      [false, 1],
      [true, 1],
      [false, 1],
      [true, 1],
    ])
    expect(widest).toBe('short'.length)
    expect(cutIntoChunks('a\tb').widest).toBe(9)
  })

  test('is searched for the very letters, whatever they mean to a pattern, in upper and lower case', () => {
    expect(findInText('a.b A.B axb', 'a.b').ranges).toEqual([
      { start: 0, end: 3 },
      { start: 4, end: 7 },
    ])
    for (const term of ['(', '[a', 'a{2', '\\', '$^', '*+?', 'Core(s)']) {
      expect(findInText(`before ${term} after`, term).ranges).toEqual([{ start: 7, end: 7 + term.length }])
    }
    expect(findInText('anything', '').ranges).toEqual([])
    expect(findInText('aaaa', 'a', 3)).toMatchObject({ isMore: true, ranges: { length: 3 } })
  })

  test('shows what was found in the chunk where it is, also across chunks', () => {
    const text = texts.lines
    const { chunks } = cutIntoChunks(text)
    const { ranges } = findInText(text, 'line 99')
    const assigned = assignRanges(chunks, ranges)
    expect(ranges).toHaveLength(11)
    expect(assigned.reduce((sum, { count }) => sum + count, 0)).toBe(11)
    const seen = chunks.flatMap((chunk, index) => {
      const { first, count } = assigned[index] ?? { first: 0, count: 0 }
      const pieces = splitChunk(text, chunk, ranges.slice(first, first + count), first)
      expect(pieces.map((piece) => piece.text).join('')).toBe(text.slice(chunk.start, chunk.end))
      return pieces.filter(({ found }) => found !== null).map(({ found, text: shown }) => [found, shown])
    })
    expect(seen).toEqual(Array.from({ length: 11 }, (_, index) => [index, 'line 99']))
    expect(stepThrough(10, 1, 11)).toBe(0)
    expect(stepThrough(0, -1, 11)).toBe(10)
    expect(stepThrough(0, 1, 0)).toBe(0)
  })

  test('finds a line by its number, and none where there is none', () => {
    expect(findLine('a\nbc\n', 2)).toEqual({ start: 2, end: 4 })
    expect(findLine('a\nbc', 2)).toEqual({ start: 2, end: 4 })
    expect(findLine('a\n', 2)).toBeNull()
    expect(findLine('a', 0)).toBeNull()
    expect(findLine('a', 9)).toBeNull()
  })

  test('cannot hide or reorder itself, and keeps its length', () => {
    const sly = 'GPU0\u001b[4m\u202edaoL\u200b\u0000\r'
    expect(showHidden(sly)).toBe('GPU0␛[4m\ufffddaoL\ufffd␀␍')
    expect(showHidden(sly)).toHaveLength(sly.length)
    expect(showHidden('tab\tand\nline ü 漢')).toBe('tab\tand\nline ü 漢')
  })
})

describe('what leads to a fact in an output', () => {
  test('is the label of a number, the device, or the value itself', () => {
    expect(chooseFindTerm({ tool: 'lscpu', path: 'cpu.sockets', value: '2' })).toBe('Socket(s)')
    expect(chooseFindTerm({ tool: 'uname', path: 'system.kernelRelease', value: '6.8.0-49' })).toBe(
      '6.8.0-49',
    )
    expect(
      chooseFindTerm({ tool: 'nvidia-smi-q-x', path: 'gpus[GPU-1f2e].link.maxWidth', value: '16' }),
    ).toBe('GPU-1f2e')
    const ofFunction = { path: 'pciFunctions[0000:3b:00.0].numaNode', value: '0' }
    expect(chooseFindTerm({ tool: 'lspci', ...ofFunction })).toBe('0000:3b:00.0')
    expect(chooseFindTerm({ tool: 'virsh-nodedev', ...ofFunction })).toBe('pci_0000_3b_00_0')
    expect(writeDevice('virsh-domains', '0000:3b:00.0')).toBe("bus='0x3b' slot='0x00'")
  })

  test('is nothing where it would be found everywhere or nowhere', () => {
    expect(chooseFindTerm({ tool: 'numactl', path: 'numaNodes[0].id', value: '0' })).toBeNull()
    expect(chooseFindTerm({ tool: 'kernels', path: 'kernel.installed', value: '["6.8.0-49"]' })).toBeNull()
    expect(chooseFindTerm({ tool: 'amd-smi', path: 'gpus[gpu:0].serial', value: null })).toBeNull()
    expect(findPciAddress('GPU at 0000:3B:00.0, no: 12:34')).toBe('0000:3b:00.0')
    expect(findPciAddress('at 12:34:56.7')).toBeNull()
  })

  test('stands in an address that carries whatever a host is named', () => {
    expect(buildRawHref({ slug: 'h17', tool: 'lspci' })).toBe('/hosts/h17/raw/lspci')
    expect(buildRawHref({ slug: 'h17', tool: 'notes.txt' })).toBeNull()
    expect(buildRawHref({ slug: 'h17', tool: 'lspci', bundleId: 'b', find: 'a&b', line: 3 })).toBe(
      '/hosts/h17/raw/lspci?bundle=b&find=a%26b&line=3',
    )
    expect(buildDownloadHref({ slug: 'h17', tool: 'lspci', bundleId: 'b' })).toBe(
      '/api/hosts/h17/raw/lspci?bundle=b',
    )
    const long = `pciFunctions[${'x'.repeat(300)}]`
    const href = new URL(buildSourcesHref({ slug: 'h17', search: long, fact: long }), 'http://berth.invalid')
    expect(href.searchParams.get('q')).toHaveLength(200)
    expect(href.searchParams.get('fact')).toBe(long)
  })
})
