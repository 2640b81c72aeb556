import { describe, expect, it } from 'vitest'
import type { TopoFacts } from '@/server/core/inventory/tools/topo-facts'
import { spreadLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

const FORMAT = 'topo-m'
const P2P = 'p2p-r_h100x8.txt'

function describeGpus(facts: TopoFacts) {
  return facts.devices.filter((device) => device.kind === 'gpu')
}

function getLink(facts: TopoFacts, from: string, to: string) {
  const at = (label: string) => facts.devices.findIndex((device) => device.label === label)
  return facts.links[at(from)]?.[at(to)]
}

/** Counts, some links, and the affinities of the first and last GPU. */
const SAMPLES: Record<
  string,
  {
    gpuCount: number
    nicCount: number
    links: [string, string, string][]
    cpus: [string | null, string | null]
    nodes: [number[] | null, number[] | null]
    showsNvlink: boolean | null
    nicName?: [string, string]
  }
> = {
  '8gpu_pcie_6plus2-lopsided.txt': {
    gpuCount: 8,
    nicCount: 0,
    links: [
      ['GPU0', 'GPU1', 'NODE'],
      ['GPU1', 'GPU2', 'PHB'],
      ['GPU5', 'GPU6', 'SYS'],
      ['GPU7', 'GPU6', 'PHB'],
    ],
    cpus: ['0-15,32-47', '16-31,48-63'],
    nodes: [[0], [1]],
    // Its legend ends with PIX, and so does the file: the line about NVLinks may have been next.
    showsNvlink: null,
  },
  'a100x8_17nic_spaces_prompt.txt': {
    gpuCount: 8,
    nicCount: 17,
    links: [
      ['GPU0', 'GPU7', 'NV12'],
      ['GPU0', 'NIC3', 'PXB'],
      ['GPU0', 'NIC4', 'SYS'],
      ['NIC14', 'NIC15', 'PIX'],
      ['NIC16', 'NIC16', 'X'],
    ],
    cpus: ['0-103', '0-103'],
    nodes: [[0], [0]],
    showsNvlink: true,
    nicName: ['NIC16', 'mlx5_bond_0'],
  },
  'a10x4_numa-off_all-SYS.txt': {
    gpuCount: 4,
    nicCount: 2,
    links: [
      ['GPU0', 'GPU3', 'SYS'],
      ['NIC0', 'NIC1', 'PIX'],
    ],
    cpus: ['0-127', '0-127'],
    nodes: [[0], [0]],
    showsNvlink: true,
    nicName: ['NIC1', 'mlx5_1'],
  },
  'adroit_4xV100-pcie_interleaved-cpus.txt': {
    gpuCount: 4,
    nicCount: 1,
    links: [
      ['GPU0', 'GPU1', 'NODE'],
      ['GPU1', 'GPU2', 'SYS'],
      ['mlx5_0', 'GPU0', 'NODE'],
    ],
    cpus: ['0,2,4,6,8,10', '1,3,5,7,9,11'],
    nodes: [[0], [1]],
    showsNvlink: true,
    nicName: ['mlx5_0', 'mlx5_0'],
  },
  'dell_8gpu_topo-mp_12nic_oddeven-cpus.txt': {
    gpuCount: 8,
    nicCount: 12,
    links: [
      ['GPU0', 'NIC2', 'PIX'],
      ['GPU3', 'NIC5', 'PIX'],
      ['GPU7', 'NIC11', 'PIX'],
      ['NIC11', 'GPU0', 'SYS'],
    ],
    cpus: ['0,2,4,6,8,10', '1,3,5,7,9,11'],
    nodes: [[0], [1]],
    showsNvlink: false,
    nicName: ['NIC11', 'mlx5_11'],
  },
  'dgx1_topo-mp_4nic.txt': {
    gpuCount: 8,
    nicCount: 4,
    links: [
      ['GPU0', 'GPU1', 'PIX'],
      ['GPU0', 'GPU2', 'PHB'],
      ['GPU0', 'GPU4', 'SYS'],
      ['mlx5_3', 'GPU7', 'PIX'],
      ['mlx5_3', 'mlx5_3', 'X'],
    ],
    cpus: ['0-19,40-59', '20-39,60-79'],
    nodes: [[0], [1]],
    showsNvlink: null,
  },
  'dual-nv2_numa-NA.txt': {
    gpuCount: 2,
    nicCount: 0,
    links: [['GPU0', 'GPU1', 'NV2']],
    cpus: ['0-23', '0-23'],
    nodes: [null, null],
    showsNvlink: true,
  },
  'h100x8_handtyped-2space.txt': {
    gpuCount: 8,
    nicCount: 0,
    links: [
      ['GPU0', 'GPU0', 'X'],
      ['GPU7', 'GPU0', 'NV18'],
    ],
    cpus: ['0-51', '52-103'],
    nodes: [[0], [1]],
    showsNvlink: true,
  },
  'h100x8_spaces.txt': {
    gpuCount: 8,
    nicCount: 0,
    links: [['GPU3', 'GPU4', 'NV18']],
    cpus: ['0-51,104-155', '52-103,156-207'],
    nodes: [[0], [1]],
    showsNvlink: true,
  },
  'nge_h100-mig__590.48.01_ansi.txt': {
    gpuCount: 1,
    nicCount: 0,
    links: [['GPU0', 'GPU0', 'X']],
    cpus: ['0-19', '0-19'],
    nodes: [[0], [0]],
    showsNvlink: true,
  },
  'nge_l40s__595.80_ansi.txt': {
    gpuCount: 1,
    nicCount: 0,
    links: [['GPU0', 'GPU0', 'X']],
    cpus: ['0-7', '0-7'],
    nodes: [[0], [0]],
    showsNvlink: true,
  },
  'power9-traverse_4xV100_numa0-8.txt': {
    gpuCount: 4,
    nicCount: 4,
    links: [
      ['GPU0', 'GPU1', 'NV3'],
      ['GPU1', 'GPU2', 'SYS'],
      ['mlx5_2', 'mlx5_3', 'PIX'],
    ],
    cpus: ['0-63', '64-127'],
    nodes: [[0], [8]],
    showsNvlink: true,
  },
}

describe.skipIf(!hasSamples(FORMAT))('real nvidia-smi topo -m output', () => {
  it('has an expectation here for every sample there is', () => {
    expect([...Object.keys(SAMPLES), P2P].toSorted()).toEqual(listSamples(FORMAT))
    expect(listSamples(FORMAT)).toHaveLength(13)
  })

  it.each(Object.entries(SAMPLES))('%s gives what a careful reader finds in it', (file, expected) => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, file), 'nvidia-smi-topo-m')
    const gpus = describeGpus(facts)
    expect(gpus).toHaveLength(expected.gpuCount)
    expect(facts.devices).toHaveLength(expected.gpuCount + expected.nicCount)
    expect(facts.links.flat().filter((link) => link === null)).toEqual([])
    expect(facts.links.map((row, index) => row[index])).toEqual(facts.devices.map(() => 'X'))
    for (const [from, to, link] of expected.links) expect(getLink(facts, from, to)).toBe(link)
    expect([gpus[0]?.cpuAffinity, gpus.at(-1)?.cpuAffinity]).toEqual(expected.cpus)
    expect([gpus[0]?.numaAffinity, gpus.at(-1)?.numaAffinity]).toEqual(expected.nodes)
    expect(gpus.map((gpu) => gpu.gpuNumaId)).toEqual(gpus.map(() => null))
    expect(facts.showsNvlink).toBe(expected.showsNvlink)
    if (expected.nicName) {
      const [label, name] = expected.nicName
      expect(facts.devices.find((device) => device.label === label)?.name).toBe(name)
    }
    expect(issues.filter((issue) => issue.code !== 'ansiStripped')).toEqual([])
  })

  it('p2p-r_h100x8.txt is another matrix: what eight H100 may read of each other', () => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, P2P), 'nvidia-smi-topo-p2p')
    expect(facts.labels).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map((index) => `GPU${index}`))
    expect(facts.statuses).toEqual(
      facts.labels.map((row) => facts.labels.map((column) => (row === column ? 'X' : 'OK'))),
    )
    expect(issues).toEqual([])
  })

  it.each([...Object.keys(SAMPLES), P2P])(
    '%s cut off anywhere tells nothing that the whole does not',
    (file) => {
      const text = readSampleText(FORMAT, file)
      const tool = file === P2P ? 'nvidia-smi-topo-p2p' : 'nvidia-smi-topo-m'
      const report = tryCuts(text, tool, spreadLengths(text, 300))
      expect(report.inventions).toEqual([])
      expect(report.tried).toBeGreaterThan(100)
    },
  )
})
