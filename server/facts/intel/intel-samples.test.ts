import { describe, expect, it } from 'vitest'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample } from '@/server/facts/testing/shared-samples'

const FORMAT = 'amd-intel'

const NOT_TOLD_IN_BRIEF = {
  driverVersion: null,
  memoryTotalMib: null,
  tiles: null,
  serial: null,
  firmware: [],
}

describe.skipIf(!hasSamples(FORMAT))('real output of the tools for Intel GPUs', () => {
  it('has an expectation here for every sample there is', () => {
    expect(listSamples(FORMAT).filter((file) => !file.includes('rocm-smi'))).toEqual([
      'netdata_intel_gpu_top.json',
      'xpu-smi_discovery_d0_table.txt',
      'xpu-smi_discovery_dump.csv',
      'xpu-smi_discovery_j.json',
      'xpu-smi_stats_d0.txt',
      'xpu-smi_vgpu_l.txt',
    ])
    expect(listSamples(FORMAT)).toHaveLength(12)
  })

  it('reads one device from JSON, with its PCI id filled up to four digits', () => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, 'xpu-smi_discovery_j.json'), 'xpu-smi-discovery')
    expect(issues).toEqual([])
    expect(facts.devices).toHaveLength(1)
    expect(facts.devices[0]).toMatchObject({
      ...NOT_TOLD_IN_BRIEF,
      deviceId: 0,
      productName: 'Intel(R) Graphics [0x020a]',
      vendorName: 'Intel(R) Corporation',
      uuid: '00000000-0000-0000-0000-020a00008086',
      address: '0000:4d:00.0',
      pciDeviceId: '020a',
      functionType: null,
    })
  })

  it('reads one device from the detailed table', () => {
    const part = parseSample(FORMAT, 'xpu-smi_discovery_d0_table.txt')
    const { facts, issues } = takeFacts(part, 'xpu-smi-discovery')
    expect(issues).toEqual([])
    expect(facts.devices).toHaveLength(1)
    expect(facts.devices[0]).toMatchObject({
      deviceId: 0,
      uuid: '00000000-0000-0000-0000-020a00008086',
      serial: null,
      address: '0000:4d:00.0',
      driverVersion: '16929133',
      firmware: [{ name: 'GFX', version: 'ATS0_1.1', status: null }],
      memoryTotalMib: 32_768,
      eccState: 'enabled',
      tiles: 2,
      slot: 'Riser 1, slot 1',
      pcieGeneration: 4,
      pcieMaxWidth: 16,
      coreClockMhz: 1_400,
      stepping: 'B1',
      executionUnits: 512,
      xeLinkPorts: 16,
    })
  })

  it('reads two devices from the CSV dump', () => {
    const part = parseSample(FORMAT, 'xpu-smi_discovery_dump.csv')
    const { facts, issues } = takeFacts(part, 'xpu-smi-discovery')
    expect(issues).toEqual([])
    expect(facts.devices).toMatchObject(
      [0, 1].map((deviceId) => ({
        ...NOT_TOLD_IN_BRIEF,
        deviceId,
        productName: 'Intel(R) Graphics [0x56c0]',
        vendorName: 'Intel(R) Corporation',
        coreClockMhz: 2_050,
        address: null,
        uuid: null,
      })),
    )
    expect(facts.devices).toHaveLength(2)
  })

  it('reads readings of one device, and empty cells as not told', () => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, 'xpu-smi_stats_d0.txt'), 'xpu-smi-stats')
    expect(issues).toEqual([])
    expect(facts.devices).toEqual([
      {
        deviceId: 0,
        utilisationPercent: 0,
        powerDrawW: 15,
        temperatureC: 41,
        memoryTemperatureC: null,
        memoryUsedMib: 24,
        memoryUtilisationPercent: 0,
        frequencyMhz: 2_050,
        resets: 0,
        programmingErrors: 0,
        driverErrors: 0,
        cacheErrorsCorrected: 0,
        cacheErrorsUncorrected: 0,
        eccCorrected: 0,
        eccUncorrected: 0,
      },
    ])
  })

  it('tells the physical function from its four virtual ones', () => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, 'xpu-smi_vgpu_l.txt'), 'xpu-smi-vgpu')
    expect(issues).toEqual([])
    expect(facts.functions).toEqual([
      { address: '0000:4d:00.0', functionType: 'physical', memoryMib: 14_260 },
      ...[1, 2, 3, 4].map((fn) => ({
        address: `0000:4d:00.${fn}`,
        functionType: 'virtual',
        memoryMib: 500,
      })),
    ])
  })

  it('reads a sample of intel_gpu_top with its engines and its one client', () => {
    const part = parseSample(FORMAT, 'netdata_intel_gpu_top.json')
    const { facts, issues } = takeFacts(part, 'intel-gpu-top')
    expect(issues).toEqual([])
    expect(facts.samples).toEqual([
      {
        periodMs: 1055.794145,
        frequencyActualMhz: 1253.085184,
        frequencyRequestedMhz: 1449.146131,
        rc6Percent: 0,
        powerGpuW: 3.233528,
        powerPackageW: 16.65862,
        engines: [
          { name: 'Render/3D/0', busyPercent: 96.092944 },
          { name: 'Blitter/0', busyPercent: 0 },
          { name: 'Video/0', busyPercent: 72.950675 },
          { name: 'Video/1', busyPercent: 77.402254 },
          { name: 'VideoEnhance/0', busyPercent: 0 },
        ],
        clients: [{ pid: 2_727_837, name: 'ffmpeg' }],
      },
    ])
  })
})
