import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { inspectionSchema, type PARSE_ISSUE_CODES, type REFUSAL_CODES } from '@/server/contracts/inspection'
import { composeHost } from '@/server/core/inventory/compose/compose-host'
import { asMib } from '@/server/core/units/mib'
import { parsePart } from '@/server/facts/parse-part'
import type { ParseIssueCode, RefusalCode } from '@/server/facts/parsed-part'
import { writeGpu, writeNvidiaSmi } from '@/server/facts/testing/nvidia-smi-document'
import { inspect } from './inspect'

vi.mock('@/server/facts/parse-part', { spy: true })
vi.mock('@/server/core/inventory/compose/compose-host', { spy: true })

const folder = mkdtempSync(join(tmpdir(), 'berth-inspect-'))
let printed = ''
let complained = ''

beforeEach(() => {
  printed = ''
  complained = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((text, ...rest) => {
    printed += String(text)
    for (const done of rest) if (typeof done === 'function') done(null)
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += String(text)
    return true
  })
})
afterEach(() => vi.restoreAllMocks())
afterAll(() => rmSync(folder, { recursive: true }))

function writePart(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

function writeUname(): string {
  return writePart('a', 'Linux gpu-07 6.1.0 #1 SMP x86_64 GNU/Linux\n')
}

function writeSmi(): string {
  return writePart('b', writeNvidiaSmi([writeGpu(0), writeGpu(1)]))
}

describe('berth inspect', () => {
  it('prints one document of facts, names the host by itself and succeeds', async () => {
    expect(await inspect([writeUname(), writeSmi()])).toBe(0)
    expect(JSON.parse(printed)).toMatchObject({
      schema: 'berth.inspection/1',
      host: 'gpu-07',
      facts: {
        schema: 'berth.host-facts/2',
        gpus: [{ index: 0 }, { index: 1 }],
        system: { hostname: 'gpu-07' },
      },
      tools: { uname: { hostname: 'gpu-07' }, 'nvidia-smi-q-x': { driverVersion: '570.133.20' } },
      files: [
        { tool: 'uname', status: 'parsed', reason: null },
        { tool: 'nvidia-smi-q-x', status: 'parsed', reason: null },
      ],
    })
    expect(complained).toBe('')
    expect(inspectionSchema.safeParse(JSON.parse(printed)).error).toBeUndefined()
  })

  it('knows every reason and issue that a parser can give, and no others', () => {
    expectTypeOf<(typeof REFUSAL_CODES)[number]>().toEqualTypeOf<RefusalCode>()
    expectTypeOf<(typeof PARSE_ISSUE_CODES)[number]>().toEqualTypeOf<ParseIssueCode>()
  })

  it('refuses a tool’s facts that are none of those documented, names the place, and prints the others', async () => {
    const uname = {
      kernelName: 'Linux',
      hostname: 'gpu-07',
      kernelRelease: null,
      kernelVersion: null,
      machine: 7,
    }
    vi.mocked(parsePart).mockReturnValueOnce({
      kind: 'parsed',
      tool: 'uname',
      facts: uname as never,
      issues: [],
    })
    expect(await inspect([writeUname(), writeSmi()])).toBe(1)
    expect(JSON.parse(printed)).toMatchObject({
      facts: { gpus: [{ index: 0 }, { index: 1 }], system: { hostname: null } },
      files: [{ tool: 'uname', status: 'refused', reason: 'schemaMismatch' }, { status: 'parsed' }],
    })
    expect(Object.keys((JSON.parse(printed) as { tools: object }).tools)).toEqual(['nvidia-smi-q-x'])
    expect(complained).toMatch(/a: schemaMismatch, machine: /)
  })

  it('prints no host at all with a number that cannot be, and says where it stood', async () => {
    const facts = composeHost({})
    const node = { id: 3, kind: 'cpu' as const, cpus: null, distances: null, hugepages: null }
    vi.mocked(composeHost).mockReturnValueOnce({
      ...facts,
      numaNodes: [
        { ...node, memoryTotalMib: asMib(Number.NaN), reading: { memoryFreeMib: null, hugepagesFree: null } },
      ],
    })
    expect(await inspect([writeUname()])).toBe(1)
    expect(printed).toBe('')
    expect(complained).toMatch(/defect.*facts\.numaNodes\[0\]\.memoryTotalMib: /)
  })

  it('takes files of a tool that is asked once per object together', async () => {
    const writeDomain = (name: string) =>
      writePart(name, `<domain type='kvm'>\n  <name>${name}</name>\n  <vcpu>4</vcpu>\n</domain>\n`)
    expect(await inspect([writeDomain('one'), writeDomain('two')])).toBe(0)
    const { facts } = JSON.parse(printed) as { facts: { occupants: { name: string }[] } }
    expect(facts.occupants.map(({ name }) => name)).toEqual(['one', 'two'])
  })

  it('takes the name it is given over the host’s own', async () => {
    expect(await inspect(['--host', 'rack4-07', writeUname()])).toBe(0)
    expect(JSON.parse(printed)).toMatchObject({ host: 'rack4-07' })
  })

  it('fails with place and reason for a file it refuses, and still prints the others', async () => {
    const cut = writePart('c', writeNvidiaSmi([writeGpu(0)]).slice(0, 400))
    expect(await inspect([writeUname(), cut])).toBe(1)
    expect(JSON.parse(printed)).toMatchObject({
      facts: { gpus: null, system: { hostname: 'gpu-07' } },
      files: [
        { status: 'parsed' },
        { status: 'refused', tool: 'nvidia-smi-q-x', reason: 'truncated', line: 11 },
      ],
    })
    expect(complained).toContain(`${cut}:11: truncated`)
  })

  it('names a file that is not there, and one that is none', async () => {
    expect(await inspect([join(folder, 'missing.xml'), folder])).toBe(1)
    const { files } = JSON.parse(printed) as { files: { status: string; reason: string }[] }
    expect(files.map(({ status, reason }) => [status, reason])).toEqual([
      ['unreadable', 'fileNotFound'],
      ['unreadable', 'notAFile'],
    ])
    expect(complained).toContain('missing.xml: fileNotFound')
  })

  it('says so when two files are of one tool, and keeps the first', async () => {
    const other = writePart('d', writeNvidiaSmi([writeGpu(5)]))
    expect(await inspect([writeSmi(), other])).toBe(1)
    expect(JSON.parse(printed)).toMatchObject({
      facts: { gpus: [{ index: 0 }, { index: 1 }] },
      files: [{ status: 'parsed' }, { status: 'repeated' }],
    })
  })

  it.each([[[]], [['--nonsense', 'x']]])('explains itself and prints no document for %j', async (argv) => {
    expect(await inspect(argv)).toBe(1)
    expect(printed).toBe('')
    expect(complained).toContain('usage: berth inspect')
  })
})
