import { describe, expect, it } from 'vitest'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseCutText, parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const LGIP = `+-------------------------------------------------------------------------------+
| GPU instance profiles:                                                        |
| GPU   Name               ID    Instances   Memory     P2P    SM    DEC   ENC  |
|                                Free/Total   GiB              CE    JPEG  OFA  |
|===============================================================================|
|   0  MIG 1g.24gb-me      67     0/4        23.62      No     46     0     0   |
|                                                               1     0     0   |
+-------------------------------------------------------------------------------+
|   0  MIG 4g.96gb+gfx     32     1/1        95.00      Yes    188    4     4   |
|                                                               4     4     1   |
+-------------------------------------------------------------------------------+
|   12 MIG 1g.24gb+me.all  65     1/1        N/A        No     46     4     4   |
|                                                               1     4     1   |
+-------------------------------------------------------------------------------+
`

const LGI = `+-------------------------------------------------------+
| GPU instances:                                        |
| GPU   Name             Profile  Instance   Placement  |
|                          ID       ID       Start:Size |
|=======================================================|
|   0  MIG 3g.20gb          9        2          0:4     |
+-------------------------------------------------------+
|   1  MIG 1g.5gb+me       20       13          6:1     |
+-------------------------------------------------------+
`

const LCI = `+--------------------------------------------------------------------+
| Compute instances:                                                 |
| GPU     GPU       Name             Profile   Instance   Placement  |
|       Instance                       ID        ID       Start:Size |
|         ID                                                         |
|====================================================================|
|   0      2       MIG 1c.3g.20gb       0         1          1:1     |
+--------------------------------------------------------------------+
|   0      2       MIG 2c.3g.20gb       1         0          2:2     |
+--------------------------------------------------------------------+
`

const EARLY_LCI = `+-------------------------------------------------------+
| Compute instances:                                    |
| GPU     GPU       Name             Profile   Instance |
|       Instance                       ID        ID     |
|         ID                                            |
|=======================================================|
|   0      7       MIG 1g.5gb           0         0     |
+-------------------------------------------------------+
`

describe('nvidia-smi mig -lgip', () => {
  it('reads several GPUs and every kind of suffix, and takes 0 free as told', () => {
    const { facts, issues } = takeFacts(parseText(LGIP), 'nvidia-smi-mig-lgip')
    expect(facts.profiles.map(({ gpuIndex, name, profileId }) => [gpuIndex, name, profileId])).toEqual([
      [0, '1g.24gb-me', 67],
      [0, '4g.96gb+gfx', 32],
      [12, '1g.24gb+me.all', 65],
    ])
    expect(facts.profiles[0]).toMatchObject({
      freeInstances: 0,
      totalInstances: 4,
      decoders: 0,
      copyEngines: 1,
    })
    expect(facts.profiles[1]).toMatchObject({ hasP2p: true, multiprocessors: 188, opticalFlowEngines: 1 })
    expect(facts.profiles[2]?.memoryGib).toBeNull()
    expect(issues).toEqual([])
  })

  it('finds values by the words of the head, whatever their order', () => {
    const swapped = LGIP.replace('Instances   Memory  ', 'Memory   Instances  ')
      .replaceAll(/(\d\/\d)( +)(\d+\.\d\d|N\/A)/g, '$3$2$1')
      .replace('DEC   ENC', 'ENC   DEC')
    const { facts } = takeFacts(parseText(swapped), 'nvidia-smi-mig-lgip')
    expect(facts.profiles).toHaveLength(3)
    expect(facts.profiles[0]).toMatchObject({ freeInstances: 0, totalInstances: 4, memoryGib: 23.62 })
  })

  it('reads tables whose spaces were collapsed, and profiles without the word MIG', () => {
    const collapsed = LGIP.replaceAll(/ +/g, ' ').replaceAll('MIG ', '')
    const { facts } = takeFacts(parseText(collapsed), 'nvidia-smi-mig-lgip')
    expect(facts).toEqual(takeFacts(parseText(LGIP), 'nvidia-smi-mig-lgip').facts)
  })

  it('reads two listings pasted one below the other', () => {
    const other = LGIP.replaceAll('|   0  MIG', '|   1  MIG').replace('|   12 MIG', '|   2  MIG')
    const { facts, issues } = takeFacts(parseText(LGIP + other), 'nvidia-smi-mig-lgip')
    expect(facts.profiles.map(({ gpuIndex }) => gpuIndex)).toEqual([0, 0, 12, 1, 1, 2])
    expect(issues).toEqual([])
  })

  it('leaves values unknown that do not have their shape, and names them', () => {
    const broken = LGIP.replace('23.62 ', '23,62 ').replace('0/4', '?/4')
    const { facts, issues } = takeFacts(parseText(broken), 'nvidia-smi-mig-lgip')
    expect(facts.profiles[0]).toMatchObject({ memoryGib: null, freeInstances: null, totalInstances: null })
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['unreadableValue', 6],
      ['unreadableValue', 6],
    ])
  })

  it('refuses what the tool gave up below the head of its table', () => {
    const failed = `${LGIP.split('\n').slice(0, 5).join('\n')}\nFailed to display GPU instance profiles: Unknown Error`
    expect(takeRefusal(parseText(failed))).toMatchObject({ code: 'toolError', line: 6 })
  })

  it('refuses a table without its bottom border', () => {
    const lines = LGIP.trimEnd().split('\n')
    expect(takeRefusal(parseText(lines.slice(0, -1).join('\n'))).code).toBe('truncated')
    expect(takeRefusal(parseText(lines.slice(0, 4).join('\n'))).code).toBe('truncated')
  })

  it('refuses more profiles than any host has', () => {
    const row = '|   0  MIG 1g.24gb-me      67     0/4        23.62      No     46     0     0   |\n'
    expect(takeRefusal(parseText(LGIP + row.repeat(5_000))).code).toBe('tooLarge')
  })
})

describe('nvidia-smi mig -lgipp', () => {
  it('keeps GPUs apart, and says which lines it could not read', () => {
    const text = `GPU  0 Profile ID  0 Placement : {0}:4
GPU  1 Profile ID 14 Placements: {0, 1,2,3}:1
GPU  1 Profile ID 14 Placements: {0}:1
GPU  1 Profile ID  6 Placements: {0,2}:2  <- two of them
`
    const { facts, issues } = takeFacts(parseText(text), 'nvidia-smi-mig-lgipp')
    expect(facts.placements).toEqual([
      { gpuIndex: 0, profileId: 0, starts: [0], sizeSlices: 4 },
      { gpuIndex: 1, profileId: 14, starts: [0, 1, 2, 3], sizeSlices: 1 },
    ])
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['duplicate', 3],
      ['unreadableLine', 4],
    ])
  })

  it('reads a last line without its line end, because no size has two digits', () => {
    const { facts } = takeFacts(
      parseCutText('GPU  0 Profile ID  5 Placement : {0}:4'),
      'nvidia-smi-mig-lgipp',
    )
    expect(facts.placements).toEqual([{ gpuIndex: 0, profileId: 5, starts: [0], sizeSlices: 4 }])
  })
})

describe('nvidia-smi mig -lgi and -lci', () => {
  it('reads GPU instances with the memory slices they lie on', () => {
    const { facts, issues } = takeFacts(parseText(LGI), 'nvidia-smi-mig-lgi')
    expect(facts.instances).toEqual([
      { gpuIndex: 0, profileName: '3g.20gb', profileId: 9, gpuInstanceId: 2, startSlice: 0, sizeSlices: 4 },
      {
        gpuIndex: 1,
        profileName: '1g.5gb+me',
        profileId: 20,
        gpuInstanceId: 13,
        startSlice: 6,
        sizeSlices: 1,
      },
    ])
    expect(issues).toEqual([])
  })

  it('reads compute instances that share a GPU instance', () => {
    const { facts, issues } = takeFacts(parseText(LCI), 'nvidia-smi-mig-lci')
    expect(facts.instances).toEqual([
      {
        gpuIndex: 0,
        gpuInstanceId: 2,
        profileName: '1c.3g.20gb',
        profileId: 0,
        computeInstanceId: 1,
        startSlice: 1,
        sizeSlices: 1,
      },
      {
        gpuIndex: 0,
        gpuInstanceId: 2,
        profileName: '2c.3g.20gb',
        profileId: 1,
        computeInstanceId: 0,
        startSlice: 2,
        sizeSlices: 2,
      },
    ])
    expect(issues).toEqual([])
  })

  it('leaves the placement unknown where early drivers do not print it', () => {
    const { facts } = takeFacts(parseText(EARLY_LCI), 'nvidia-smi-mig-lci')
    expect(facts.instances).toHaveLength(1)
    expect(facts.instances[0]).toMatchObject({ gpuInstanceId: 7, startSlice: null, sizeSlices: null })
  })

  it('counts an instance that is listed twice once', () => {
    const { facts, issues } = takeFacts(
      parseText(
        LGI.replace('|   1  MIG 1g.5gb+me       20       13', '|   0  MIG 1g.5gb+me       20        2'),
      ),
      'nvidia-smi-mig-lgi',
    )
    expect(facts.instances.map(({ profileName }) => profileName)).toEqual(['3g.20gb'])
    expect(issues.map(({ code }) => code)).toEqual(['duplicate'])
  })
})

describe('answers instead of a listing', () => {
  it.each<[ToolId, string]>([
    ['nvidia-smi-mig-lgip', 'No MIG-supported devices found.'],
    ['nvidia-smi-mig-lgipp', 'No MIG-supported devices found.'],
    ['nvidia-smi-mig-lgi', 'No GPU instances found: Not Found'],
    ['nvidia-smi-mig-lgi', 'No MIG-enabled devices found.'],
    ['nvidia-smi-mig-lci', 'No compute instances found: Not Found'],
    ['nvidia-smi-mig-lci', 'No devices were found'],
  ])('reads %s saying "%s" as none', (tool, answer) => {
    const part = parseCutText(answer, tool)
    expect(part.kind).toBe('parsed')
    if (part.kind !== 'parsed') return
    expect(Object.values(part.facts)).toEqual([[]])
    expect(part.issues).toEqual([{ code: 'noDevices', line: 1, detail: answer }])
  })

  it.each<[ToolId, string]>([
    ['nvidia-smi-mig-lgi', 'No GPU instances found: Insufficient Permissions'],
    ['nvidia-smi-mig-lgipp', 'Unable to display placements: Unknown Error'],
  ])('refuses %s saying "%s"', (tool, answer) => {
    expect(takeRefusal(parseText(answer, tool)).code).toBe('toolError')
  })
})

describe('a cut listing', () => {
  it.each<[ToolId, string]>([
    ['nvidia-smi-mig-lgip', LGIP],
    ['nvidia-smi-mig-lgi', LGI],
    ['nvidia-smi-mig-lci', LCI],
    [
      'nvidia-smi-mig-lgipp',
      'GPU  0 Profile ID 19 Placements: {0,1,2}:1\nGPU  0 Profile ID  0 Placement : {0}:8\n',
    ],
  ])('of %s tells nothing that the whole one does not', (tool, text) => {
    const report = tryCuts(text, tool, listLengths(text))
    expect(report.tried).toBe(text.length)
    expect(report.read).toBeGreaterThan(0)
    expect(report.inventions).toEqual([])
  })
})
