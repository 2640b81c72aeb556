import { describe, expect, it } from 'vitest'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

const FORMAT = 'mig-vgpu'

/** Name, id, instances, SM, DEC, CE, JPEG, OFA of an H100 NVL; the files differ in memory only. */
const H100_NVL: [string, number, number, number, number, number, number, number][] = [
  ['1g.12gb', 19, 7, 16, 1, 1, 1, 0],
  ['1g.12gb+me', 20, 1, 16, 1, 1, 1, 1],
  ['1g.24gb', 15, 4, 26, 1, 1, 1, 0],
  ['2g.24gb', 14, 3, 32, 2, 2, 2, 0],
  ['3g.47gb', 9, 2, 60, 3, 3, 3, 0],
  ['4g.47gb', 5, 1, 64, 4, 4, 4, 0],
  ['7g.94gb', 0, 1, 132, 7, 8, 7, 1],
]

describe.skipIf(!hasSamples(FORMAT))('real nvidia-smi mig output', () => {
  it.each([
    ['azure_h100nvl_lgip.txt', [10.75, 10.75, 21.62, 21.62, 46.38, 46.38, 93.12]],
    ['vgpuhost_h100nvl_550.127.06_lgip.txt', [10.62, 10.62, 21.5, 21.5, 46.12, 46.12, 92.62]],
  ])('reads all seven profiles of %s, with the memory its driver leaves', (file, memoryGib) => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, file), 'nvidia-smi-mig-lgip')
    expect(facts.profiles).toEqual(
      H100_NVL.map(([name, profileId, instances, sm, dec, ce, jpeg, ofa], index) => ({
        gpuIndex: 0,
        name,
        profileId,
        freeInstances: instances,
        totalInstances: instances,
        memoryGib: memoryGib[index],
        hasP2p: false,
        multiprocessors: sm,
        decoders: dec,
        encoders: 0,
        copyEngines: ce,
        jpegEngines: jpeg,
        opticalFlowEngines: ofa,
      })),
    )
    expect(issues).toEqual([])
  })

  it('reads where each profile may begin, in both spellings', () => {
    const { facts, issues } = takeFacts(
      parseSample(FORMAT, 'azure_h100nvl_lgipp.txt'),
      'nvidia-smi-mig-lgipp',
    )
    expect(facts.placements).toEqual([
      { gpuIndex: 0, profileId: 19, starts: [0, 1, 2, 3, 4, 5, 6], sizeSlices: 1 },
      { gpuIndex: 0, profileId: 20, starts: [0, 1, 2, 3, 4, 5, 6], sizeSlices: 1 },
      { gpuIndex: 0, profileId: 15, starts: [0, 2, 4, 6], sizeSlices: 2 },
      { gpuIndex: 0, profileId: 14, starts: [0, 2, 4], sizeSlices: 2 },
      { gpuIndex: 0, profileId: 9, starts: [0, 4], sizeSlices: 4 },
      { gpuIndex: 0, profileId: 5, starts: [0], sizeSlices: 4 },
      { gpuIndex: 0, profileId: 0, starts: [0], sizeSlices: 8 },
    ])
    expect(issues).toEqual([])
  })
})

describe.skipIf(!hasSamples(FORMAT))('a real listing that was cut off', () => {
  it.each<[string, ToolId]>([
    ['azure_h100nvl_lgip.txt', 'nvidia-smi-mig-lgip'],
    ['vgpuhost_h100nvl_550.127.06_lgip.txt', 'nvidia-smi-mig-lgip'],
    ['azure_h100nvl_lgipp.txt', 'nvidia-smi-mig-lgipp'],
  ])('tells nothing that the whole %s does not', (file, tool) => {
    const text = readSampleText(FORMAT, file)
    const report = tryCuts(text, tool, listLengths(text))
    expect(report.tried).toBe(text.length)
    expect(report.read).toBeGreaterThan(0)
    expect(report.inventions).toEqual([])
  })
})
