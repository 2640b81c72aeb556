import { describe, expect, it } from 'vitest'
import { composeHost, traceHost } from './compose/compose-host'
import { diffFacts } from './diff-facts'
import { findClaims, listFactLeaves } from './fact-leaves'
import { aLspciFunction, aNvidiaSmi, anNvidiaGpu, aSysfsFunction } from './testing/tool-parts'
import type { ToolParts } from './tools/tool-facts'

const GPU = '0000:17:00.0'

const parts: ToolParts = {
  'nvidia-smi-q-x': aNvidiaSmi([anNvidiaGpu(GPU, { vbiosVersion: '96.00.74' })]),
  'sysfs-pci': { functions: [aSysfsFunction(GPU, { numaNode: 1 })] },
  lspci: { functions: [aLspciFunction(GPU, { numaNode: 0 })] },
}

describe('the leaves of facts', () => {
  const { facts, trace } = traceHost(parts)
  const leaves = listFactLeaves(facts)
  const told = leaves.filter(({ value }) => value !== null && !(Array.isArray(value) && value.length === 0))

  it('have one path each, the same that a history of facts writes', () => {
    expect(new Set(leaves.map(({ path }) => path)).size).toBe(leaves.length)
    const other = composeHost({
      ...parts,
      'sysfs-pci': { functions: [aSysfsFunction(GPU, { numaNode: 2 })] },
    })
    const changed = diffFacts(facts, other).map(({ path }) => path)
    const inFacts = changed.filter((path) => !path.startsWith('contradictions'))
    expect(inFacts.length).toBeGreaterThan(0)
    expect(inFacts.filter((path) => !leaves.some((leaf) => leaf.path === path))).toEqual([])
  })

  it('name who told them, all that spoke, each with its own value', () => {
    expect(findClaims(trace, `pciFunctions[${GPU}].numaNode`)).toEqual([
      { tool: 'sysfs-pci', value: 1 },
      { tool: 'lspci', value: 0 },
    ])
    const gpu = facts.gpus?.[0]?.key
    expect(findClaims(trace, `gpus[${gpu}].vbiosVersion`)).toEqual([
      { tool: 'nvidia-smi-q-x', value: '96.00.74' },
    ])
    expect(findClaims(trace, `gpus[${gpu}].ecc.volatile.corrected`)).toEqual([
      { tool: 'nvidia-smi-q-x', value: null },
    ])
  })

  it('that are told and not derived all have somebody who told them', () => {
    const derived =
      /\.(?:key|isProvisional|index|vendor|sources|kind|address|pciAddress|iommuGroupMembers|expectedGen|expectedWidth|upstreamMaxGen|upstreamMaxWidth|maxGen|currentGen)$|^driver\.flavour$|^machineKind$|^fabric\.switchCount$/
    const untold = told.filter(({ path }) => !derived.test(path) && findClaims(trace, path).length === 0)
    expect(told.length).toBeGreaterThan(20)
    expect(untold).toEqual([])
  })
})
