import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TOOL_IDS, type ToolId } from '@/server/core/inventory/tools/tool-facts'
import { parsePart } from './parse-part'
import { recogniseTool } from './recognise-tool'
import { writeGpu, writeNvidiaSmi } from './testing/nvidia-smi-document'
import { parseText, takeFacts, takeRefusal } from './testing/parse-text'
import { MAX_PART_BYTES } from './text/decode-text'

const DOCUMENT = writeNvidiaSmi([writeGpu(0)])

function parseBytes(...bytes: number[]) {
  return parsePart({ bytes: Uint8Array.from(bytes), tool: 'uname' })
}

describe('a part of any tool', () => {
  it('is refused as empty without a byte, and with white space only', () => {
    expect(takeRefusal(parseText('', 'lspci'))).toMatchObject({ tool: 'lspci', code: 'empty' })
    expect(takeRefusal(parseText(' \n\n', 'lspci')).code).toBe('empty')
  })

  it('is refused as too large above the limit', () => {
    expect(takeRefusal(parsePart({ bytes: new Uint8Array(MAX_PART_BYTES + 1) })).code).toBe('tooLarge')
  })

  it('is refused as binary with the line of the NUL byte', () => {
    expect(takeRefusal(parseText('Linux\na\u0000b\n'))).toMatchObject({ code: 'binary', line: 2 })
  })

  it('is refused as wrongly encoded when it is UTF-16, with or without a mark', () => {
    const utf16 = Buffer.from(DOCUMENT, 'utf16le')
    expect(takeRefusal(parsePart({ bytes: utf16 })).code).toBe('encoding')
    expect(takeRefusal(parseBytes(0xff, 0xfe, 0x41, 0x00)).code).toBe('encoding')
  })

  it('is refused as wrongly encoded with the line of the first byte that is not UTF-8', () => {
    expect(takeRefusal(parseBytes(0x61, 0x0a, 0x62, 0x0a, 0xe9, 0x0a))).toMatchObject({
      code: 'encoding',
      line: 3,
    })
  })

  it('is refused as binary when it was compressed', () => {
    expect(takeRefusal(parseBytes(0x1f, 0x8b, 0x08, 0x01)).code).toBe('binary')
  })

  it('may begin with a byte order mark and end its lines the Windows way', () => {
    const part = parseText(`\uFEFF${DOCUMENT.replaceAll('\n', '\r\n')}`)
    expect(takeFacts(part, 'nvidia-smi-q-x').facts.gpus).toHaveLength(1)
  })

  it('loses terminal styling and says so', () => {
    const { facts, issues } = takeFacts(parseText(`\u001B[1m\u001B[4m${DOCUMENT}\u001B[0m`), 'nvidia-smi-q-x')
    expect(facts.gpus).toHaveLength(1)
    expect(issues.map((issue) => issue.code)).toEqual(['ansiStripped'])
  })

  it('is refused when its tool was not there', () => {
    expect(takeRefusal(parseText('sh: 1: lspci: not found\n', 'lspci')).code).toBe('toolError')
    expect(takeRefusal(parseText('bash: line 1: numactl: command not found\n')).code).toBe('toolError')
  })

  it('is refused when another tool wrote it than was said', () => {
    expect(takeRefusal(parseText(DOCUMENT, 'lspci')).code).toBe('unrecognised')
  })

  it('is nobody’s when no tool prints such a thing', () => {
    expect(takeRefusal(parseText('<html><body>502 Bad Gateway</body></html>'))).toMatchObject({
      tool: null,
      code: 'unrecognised',
    })
  })

  it('is answered whatever its bytes and whichever tool it is said to be of', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(...TOOL_IDS), (bytes, tool) => {
        const part = parsePart({ bytes, tool })
        if (part.kind === 'refused') expect(part.detail).not.toContain('parser failed')
        expect(part.tool).toBe(tool)
      }),
      { numRuns: 400 },
    )
  })

  it('is answered for any text made of the words that tools use', () => {
    const word = fc.constantFrom(
      'GPU0', 'GPU1', 'NIC0', 'X', 'NV18', 'SYS', 'CPU Affinity', '\t', '  ', '\n', 'node 0 cpus:', '0-3',
      'available: 1 nodes (0)', 'node distances:', '10', '0000:17:00.0 ', '3D controller [0302]: ', '\tRegion 0: ',
      'Memory at ', '[size=16M]', '\tCapabilities: [78] Express', '\t\tLnkSta: Speed 8GT/s, Width x16',
      '/sys/bus/pci/devices/0000:17:00.0/class:', '/sys/devices/system/node/node0/distance:', '0x030200',
      '/sys/class/dmi/id/product_uuid:', 'ID=', '{"lscpu":[', '{"field":"CPU(s):","data":"4"}', ']}', 'Linux a b #1',
    ) // biome-ignore format: a list of words
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), fc.constantFrom(...TOOL_IDS), (words, tool) => {
        const part = parseText(words.join(''), tool)
        if (part.kind === 'refused') expect(part.detail).not.toContain('parser failed')
        expect(part.tool).toBe(tool)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('a hostile part', () => {
  const size = 4_000_000
  // Each of these once took minutes, or the stack, in a parser that went back over what it had read.
  it.each<[string, ToolId, string, string]>([
    ['colons without end', 'sysfs-pci', '/sys/bus/pci/devices/', ':'],
    ['terminal titles that never end', 'uname', 'Linux a b #1 ', '\u001B]'],
    ['one endless line', 'lspci', '0000:17:00.0 3D controller: x', ' (rev '],
    ['a JSON string that never ends', 'lscpu', '{"lscpu":[{"field":"', 'a'],
    ['all CPUs again and again', 'numactl', 'available: 1 nodes (0)\n', 'node 0 cpus: 0-16383\n'],
    ['a header that never ends', 'nvidia-smi-topo-m', '', 'GPU0\t'],
    ['GPUs without number', 'nvidia-smi-q-x', '<nvidia_smi_log>', '<gpu/>'],
  ])('of %s is refused', (_, tool, start, unit) => {
    const refusal = takeRefusal(parseText(start + unit.repeat(size / unit.length), tool))
    expect(refusal.detail).not.toContain('parser failed')
  })

  it('of deep JSON is refused without exhausting the stack', () => {
    const deep = `{"lscpu":[${'{"field":"x","children":['.repeat(5_000)}${']}'.repeat(5_000)}]}`
    expect(takeRefusal(parseText(deep, 'lscpu'))).toMatchObject({
      code: 'malformed',
      detail: 'deeper than 8 levels',
    })
  })
})

describe('recognising the tool', () => {
  it.each([
    ['nvidia-smi-q-x', DOCUMENT],
    ['nvidia-smi-topo-m', '$ nvidia-smi topo -m\n\tGPU0\tCPU Affinity\tNUMA Affinity\nGPU0\t X \t0-7\t0\n'],
    ['lspci', '00:02.0 VGA compatible controller [0300]: Intel Corporation Device [8086:3e98]\n'],
    ['lspci', '0001:00:00.0 3D controller: NVIDIA Corporation Device 2941\n'],
    ['lscpu', '{\n   "lscpu": [\n'],
    ['numactl', 'available: 1 nodes (0)\n'],
    ['sysfs-pci', '/sys/bus/pci/devices/0000:00:00.0/class:0x060000\n'],
    ['sysfs-node', '/sys/devices/system/node/node0/cpulist:0-3\n'],
    ['os-release', 'NAME="Debian GNU/Linux"\nID=debian\n'],
    ['uname', 'Linux vm 6.1.0 #1 SMP x86_64 GNU/Linux\n'],
    ['dmi', '/sys/class/dmi/id/product_name:PowerEdge XE9680\n'],
  ])('knows %s by what it says, under any name', (tool, content) => {
    expect(recogniseTool({ content, fileName: 'upload.bin' })).toBe(tool)
  })

  it('believes the content, not the name', () => {
    expect(recogniseTool({ content: DOCUMENT, fileName: 'lspci.txt' })).toBe('nvidia-smi-q-x')
  })

  it('goes by the name where the content says nothing typical', () => {
    expect(recogniseTool({ content: 'Segmentation fault', fileName: 'run/lspci.txt' })).toBe('lspci')
    expect(recogniseTool({ content: 'Segmentation fault', fileName: 'notes.txt' })).toBeNull()
  })
})
