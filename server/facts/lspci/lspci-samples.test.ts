import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

const FORMAT = 'lspci'

function readSample(file: string) {
  return takeFacts(parseSample(FORMAT, file), 'lspci')
}

describe.skipIf(!hasSamples(FORMAT))('real lspci output', () => {
  it('has an expectation here for every sample there is', () => {
    expect(listSamples(FORMAT)).toEqual([
      'gpud_lspci-nn_a10.txt',
      'gpud_lspci-nn_a100.txt',
      'gpud_lspci_gb200.txt',
    ])
  })

  it('reads a guest with one A10, its domain left out', () => {
    const { facts, issues } = readSample('gpud_lspci-nn_a10.txt')
    expect(facts.functions).toHaveLength(20)
    expect(facts.functions.filter((fn) => fn.vendorId === '10de')).toEqual([
      expect.objectContaining({
        address: '0000:06:00.0',
        classCode: '0302',
        className: '3D controller',
        deviceId: '2236',
        name: 'NVIDIA Corporation GA102GL [A10]',
        revision: 'a1',
        driver: null,
        numaNode: null,
      }),
    ])
    expect(facts.functions.find((fn) => fn.address === '0000:00:1f.2')?.name).toContain('[AHCI mode]')
    expect(issues).toEqual([])
  })

  it('reads eight A100 and six NVSwitch bridges, each in a domain of its own', () => {
    const { facts } = readSample('gpud_lspci-nn_a100.txt')
    const nvidia = facts.functions.filter((fn) => fn.vendorId === '10de')
    expect(facts.functions).toHaveLength(31)
    expect(nvidia.filter((fn) => fn.classCode === '0302').map((fn) => fn.address)).toEqual(
      ['0001', '0002', '0003', '0004', '000b', '000c', '000d', '000e'].map((domain) => `${domain}:00:00.0`),
    )
    expect(nvidia.filter((fn) => fn.classCode === '0680')).toHaveLength(6)
  })

  it('reads names without ids from a GB200 tray', () => {
    const { facts } = readSample('gpud_lspci_gb200.txt')
    const gpus = facts.functions.filter((fn) => fn.className === '3D controller')
    expect(facts.functions).toHaveLength(87)
    expect(gpus.map((fn) => fn.address)).toEqual([
      '0008:01:00.0',
      '0009:01:00.0',
      '0018:01:00.0',
      '0019:01:00.0',
    ])
    expect(gpus[0]).toMatchObject({
      name: 'NVIDIA Corporation Device 2941',
      classCode: null,
      vendorId: null,
      deviceId: '2941',
      revision: 'a1',
    })
    // The console of the management controller is told apart by its maker's name alone.
    expect(facts.functions.find((fn) => fn.className === 'VGA compatible controller')).toMatchObject({
      address: '0005:07:00.0',
      name: 'ASPEED Technology, Inc. ASPEED Graphics Family',
      revision: '52',
    })
    expect(facts.functions.filter((fn) => fn.className === 'PCI bridge')).toHaveLength(61)
    expect(new Set(facts.functions.map((fn) => fn.address.slice(0, 4))).size).toBe(12)
  })

  it('tells of a cut list nothing that the whole one does not say', () => {
    const files = listSamples(FORMAT)
    for (const file of files) {
      const text = readSampleText(FORMAT, file)
      const { tried, read, inventions } = tryCuts(text, 'lspci', listLengths(text))
      expect(inventions).toEqual([])
      expect(tried).toBe(text.length)
      expect(read).toBeGreaterThan(100)
    }
    expect(files).toHaveLength(3)
  })
})
