import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseCutText, parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

function writeLog(gpus: string[], attached = gpus.length): string {
  return `
==============NVSMI LOG==============

Timestamp                                 : Mon Jan  5 10:00:00 2026
Driver Version                            : 550.54.15
CUDA Version                              : 12.4

Attached GPUs                             : ${attached}
${gpus.join('\n')}
`
}

function writeGpu(bus: string, inside: string): string {
  return `GPU 00000000:${bus}:00.0
    Product Name                          : NVIDIA A40
    GPU UUID                              : GPU-0000${bus}00-1111-2222-3333-444444444444
${inside}
    Processes                             : None
`
}

function readFirst(inside: string) {
  const { facts, issues } = takeFacts(parseText(writeLog([writeGpu('3B', inside)])), 'nvidia-smi-q')
  const gpu = facts.gpus[0]
  if (!gpu) throw new Error('no GPU')
  return { gpu, issues }
}

describe('nvidia-smi -q: what it says', () => {
  it('reads a vGPU guest: its licence, and no zeros for sensors it does not have', () => {
    const { gpu, issues } = readFirst(`    GPU Virtualization Mode
        Virtualization Mode               : VGPU
        Host VGPU Mode                    : N/A
    vGPU Software Licensed Product
        Product Name                      : NVIDIA Virtual Compute Server
        License Status                    : Licensed (Expiry: 2026-7-7 16:1:44 GMT)
    Clocks Throttle Reasons               : N/A
    Temperature
        GPU Current Temp                  : 0 C
    Clocks
        Graphics                          : 0 MHz
        SM                                : 0 MHz
        Memory                            : 6251 MHz`)
    expect(gpu.virtualizationMode).toBe('VGPU')
    expect(gpu.vgpuLicense).toEqual({
      product: 'NVIDIA Virtual Compute Server',
      status: 'Licensed (Expiry: 2026-7-7 16:1:44 GMT)',
    })
    expect([gpu.temperatureC, gpu.clocksEventReasons]).toEqual([null, null])
    expect(gpu.reading.clocks).toEqual({ graphicsMhz: null, smMhz: null, memoryMhz: 6251, videoMhz: null })
    // The product of the licence is not the product that the GPU is.
    expect(gpu.productName).toBe('NVIDIA A40')
    expect(issues).toEqual([])
  })

  it('reads reasons below the hardware slowdown as reasons of their own', () => {
    const { gpu } = readFirst(`    Clocks Throttle Reasons
        Idle                              : Not Active
        SW Power Cap                      : Active
        HW Slowdown                       : Active
            HW Thermal Slowdown           : Active
            HW Power Brake Slowdown       : Not Active
        Display Clock Setting             : Active`)
    expect(gpu.clocksEventReasons).toEqual([
      'swPowerCap',
      'hwSlowdown',
      'hwThermalSlowdown',
      'displayClocksSetting',
    ])
  })

  it('reads the ECC counters and retired pages of older GPUs', () => {
    const { gpu } = readFirst(`    ECC Errors
        Volatile
            Single Bit
                Device Memory             : 3
                Total                     : 4
            Double Bit
                Device Memory             : 1
                Total                     : 1
    Retired Pages
        Single Bit ECC                    : 2
        Double Bit ECC                    : 1
        Pending                           : Yes`)
    expect(gpu.ecc.volatile).toMatchObject({
      corrected: 4,
      uncorrected: 1,
      dramCorrected: 3,
      dramUncorrected: 1,
    })
    expect(gpu.retiredPages).toEqual({ singleBit: 2, doubleBit: 1, pending: true })
  })

  it('reads processes of drivers that know no GPU instances', () => {
    const text = writeLog([writeGpu('3B', '')]).replace(
      '    Processes                             : None\n',
      `    Processes
        Process ID                        : 11
            Type                          : C
            Name                          : a : b
            Used GPU Memory               : 5 MiB
        Process ID                        : 12
            Type                          : G
            Name                          : Insufficient Permissions
            Used GPU Memory               : N/A
`,
    )
    const { facts } = takeFacts(parseText(text), 'nvidia-smi-q')
    expect(facts.gpus[0]?.processes).toEqual([
      { pid: 11, type: 'C', name: 'a : b', usedMib: 5, gpuInstanceId: null, computeInstanceId: null },
      { pid: 12, type: 'G', name: null, usedMib: null, gpuInstanceId: null, computeInstanceId: null },
    ])
  })

  it('leaves out the tables of clocks without losing what follows them', () => {
    const { gpu } = readFirst(`    Supported Clocks
        Memory                            : 7251 MHz
            Graphics                      : 1740 MHz
    Compute Mode                          : Default`)
    expect(gpu.computeMode).toBe('Default')
  })

  it('takes the first of two words for one label, and says that there were two', () => {
    const { gpu, issues } = readFirst(`    Serial Number                         : 1
    Serial Number                         : 2`)
    expect(gpu.serial).toBe('1')
    expect(issues.map((issue) => issue.code)).toEqual(['duplicate'])
  })

  it('takes one whole GPU of eight, as nvidia-smi -i prints it, and says how many there are', () => {
    const { facts, issues } = takeFacts(parseText(writeLog([writeGpu('3B', '')], 8)), 'nvidia-smi-q')
    expect(facts).toMatchObject({ attachedGpus: 8, gpus: [{ busId: '0000:3b:00.0' }] })
    expect(issues.map((issue) => issue.code)).toEqual(['countMismatch'])
  })

  it('reads one kind of section (-d MEMORY) of every GPU', () => {
    const section = '    FB Memory Usage\n        Total                             : 46068 MiB\n'
    const text = writeLog(['3B', '5E'].map((bus) => `GPU 00000000:${bus}:00.0\n${section}`))
    const { facts } = takeFacts(parseText(text), 'nvidia-smi-q')
    expect(facts.gpus.map((gpu) => [gpu.busId, gpu.memory.totalMib, gpu.processes])).toEqual([
      ['0000:3b:00.0', 46068, null],
      ['0000:5e:00.0', 46068, null],
    ])
  })
})

describe('nvidia-smi -q: lines left out, cut off or too many', () => {
  it('does not give lines after an elision to a heading that may not be theirs', () => {
    const { gpu, issues } = readFirst(`    MIG Mode
        Current                           : Enabled
--
        Pending                           : Disabled
        Total                             : 5 MiB
    Compute Mode                          : Default`)
    expect(gpu.migMode).toEqual({ current: 'enabled', pending: null })
    expect(gpu.computeMode).toBe('Default')
    expect(issues.map((issue) => issue.code)).toEqual(['missingSection'])
  })

  it('takes nothing after an elision where the title of another GPU may have stood in it', () => {
    const text = writeLog([`${writeGpu('3B', '').trimEnd()}\n--\n    Serial Number  : 5\n`], 2)
    const { facts } = takeFacts(parseText(text), 'nvidia-smi-q')
    expect(facts.gpus).toHaveLength(1)
    expect(facts.gpus[0]?.serial).toBeNull()
  })

  it('takes a number whose unit is there although the line end is not', () => {
    const text = writeLog([writeGpu('3B', '')]).replace(
      '    Processes                             : None\n',
      '    Processes\n        Process ID                        : 11\n            Used GPU Memory               : 15922 MiB',
    )
    const { facts, issues } = takeFacts(parseCutText(text.trimEnd()), 'nvidia-smi-q')
    expect(facts.gpus[0]?.processes?.[0]?.usedMib).toBe(15922)
    expect(issues).toEqual([])
  })

  it('cut off after any character, tells nothing that the whole does not', () => {
    const power = `    GPU Power Readings
        Average Power Draw                : 183.28 W
        Instantaneous Power Draw          : 119.88 W`
    const text = writeLog([writeGpu('3B', power), writeGpu('5E', power)])
    const report = tryCuts(text, 'nvidia-smi-q', listLengths(text))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(0)
  })

  it.each([
    ['it ends before its first GPU', writeLog([], 2), 'truncated'],
    ['it is two logs', writeLog([writeGpu('3B', '')]).repeat(2), 'malformed'],
    ['it is indented without end', writeLog([writeGpu('3B', writeStairs(20))]), 'malformed'],
    ['it ends with the title of a GPU', writeLog(['GPU 00000000:3B:00.0'], 8).trimEnd(), 'truncated'],
    ['no GPU stands in it', '==============NVSMI LOG==============\n', 'truncated'],
  ])('is refused when %s', (_, text, code) => {
    expect(takeRefusal(parseText(text, 'nvidia-smi-q')).code).toBe(code)
  })

  it('without GPUs and saying so is a host without usable GPUs', () => {
    const { facts } = takeFacts(parseText('No devices were found\n', 'nvidia-smi-q'), 'nvidia-smi-q')
    expect(facts).toMatchObject({ attachedGpus: 0, gpus: [] })
  })
})

function writeStairs(steps: number): string {
  return Array.from({ length: steps }, (_, step) => `${' '.repeat(step + 4)}Step`).join('\n')
}
