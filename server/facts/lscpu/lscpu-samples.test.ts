import { describe, expect, it } from 'vitest'
import { spreadLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

const FORMAT = 'cpu-numa'
const EPYC = 'utillinux_lscpu_epyc7451_text+parsable.txt'

describe.skipIf(!hasSamples(FORMAT))('real lscpu output', () => {
  it('has an expectation, here or beside numactl and dmidecode, for every sample there is', () => {
    expect(listSamples(FORMAT)).toEqual([
      'dcgm_lscpu-J_badfieldtype.json',
      'dcgm_lscpu-J_invalid.json',
      'dmidecode-t1_dgx-a100.txt',
      'gpud_dmidecode.txt',
      'numactl-H_4node_memoryless.txt',
      'numactl-H_adroit_interleaved.txt',
      'numactl-H_della-i16g1.txt',
      EPYC,
    ])
  })

  it.each([
    ['dcgm_lscpu-J_invalid.json', 13],
    ['dcgm_lscpu-J_badfieldtype.json', 7],
  ])('%s is refused with the line', (file, line) => {
    expect(takeRefusal(parseSample(FORMAT, file))).toMatchObject({ tool: 'lscpu', code: 'malformed', line })
  })

  it('reads a machine of eight nodes from text, and the first of two tables after it', () => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, EPYC), 'lscpu')
    expect(facts).toMatchObject({
      architecture: null,
      vendor: 'AuthenticAMD',
      modelName: 'AMD EPYC 7451 24-Core Processor',
      cpus: 96,
      onlineCpus: '0-95',
      sockets: 2,
      coresPerSocket: 24,
      threadsPerCore: 2,
      numaNodeCount: 8,
      hypervisorVendor: null,
      virtualizationType: null,
    })
    expect(facts.numaNodes).toHaveLength(8)
    expect(facts.numaNodes[0]).toEqual({ id: 0, cpus: '0-5,48-53' })
    expect(facts.numaNodes[7]).toEqual({ id: 7, cpus: '42-47,90-95' })
    expect(facts.placements).toHaveLength(96)
    // The second table numbers cores per socket: CPU 24 is core 0 there, core 24 here.
    expect(facts.placements[24]).toEqual({ cpu: 24, core: 24, socket: 1, node: 4, isOnline: null })
    expect(facts.placements[95]).toEqual({ cpu: 95, core: 47, socket: 1, node: 7, isOnline: null })
    expect(issues).toEqual([{ code: 'duplicate', line: 144, detail: 'a second table of CPUs' }])
  })

  it('tells of a cut text nothing that the whole one does not say', () => {
    const text = readSampleText(FORMAT, EPYC)
    const { tried, read, inventions } = tryCuts(text, 'lscpu', spreadLengths(text, 1_500))
    expect(inventions).toEqual([])
    expect(tried).toBeGreaterThan(1_500)
    expect(read).toBeGreaterThan(1_000)
  })
})
