import { describe, expect, it } from 'vitest'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample } from '@/server/facts/testing/shared-samples'

const FORMAT = 'amd-intel'

const MI100 = {
  deviceId: '738c',
  subsystemId: '0c34',
  productName: 'Arcturus GL-XL [Instinct MI100]',
  vramTotalMib: 32_752,
  vramUsedMib: 6,
  serial: null,
  isPartition: false,
  linkCurrentWidth: 16,
  powerLimitW: 290,
  replayCounter: 0,
}

/** What a careful reader finds in each real file, `devices` in the order of the file. */
const SAMPLES: Record<string, { driver: string | null; links: number; devices: object[] }> = {
  'ceems_rocm-smi_5gpu.json': {
    driver: null,
    links: 0,
    devices: [
      {
        address: '0000:c5:00.0',
        serial: '20170000800c',
        computePartition: 'SPX',
        kfdNode: 3,
        numaNode: null,
      },
      ...Array.from({ length: 8 }, (_, index) => ({
        address: '0000:c8:00.0',
        serial: '20170003580c',
        computePartition: 'CPX',
        isPartition: index > 0,
      })),
      { address: '0000:8a:00.0', computePartition: 'DPX', isPartition: false, kfdGpuId: 57_482 },
      { address: '0000:8a:00.0', computePartition: 'DPX', isPartition: true, kfdGpuId: 57_432 },
      {
        address: '0000:8d:00.0',
        productName: null,
        deviceId: '66a1',
        subsystemId: '0834',
        revision: '02',
        sku: 'D1631700',
        gfxVersion: 'gfx906',
        vramTotalMib: null,
        powerDrawW: null,
      },
    ],
  },
  'telegraf_rocm-smi_mi100_rocm571.json': {
    driver: '6.2.4',
    links: 15,
    devices: [
      { ...MI100, address: '0000:1e:00.0', uniqueId: null, numaNode: 0, linkCurrentGts: 8, powerDrawW: 39 },
      { ...MI100, address: '0000:22:00.0', memoryVendor: 'hynix', temperatureMemoryC: 38 },
      { ...MI100, address: '0000:3f:00.0', powerDrawW: 35 },
      { ...MI100, address: '0000:43:00.0', temperatureC: 33 },
      { ...MI100, address: '0000:46:00.0', temperatureC: 32 },
      { ...MI100, address: '0000:49:00.0', powerDrawW: 40, vbiosVersion: '113-D3430400-037' },
    ],
  },
  'telegraf_rocm-smi_mi100_rocm602.json': {
    driver: '6.3.6',
    links: 6,
    devices: [
      {
        ...MI100,
        address: '0000:83:00.0',
        uniqueId: '0x79ccd55167a2124a',
        revision: '01',
        numaNode: 1,
        linkCurrentGts: 16,
        linkMaxGts: 16,
      },
      { ...MI100, address: '0000:a3:00.0', uniqueId: '0x4edfb117a17a07d', powerDrawW: 44 },
      { ...MI100, address: '0000:c3:00.0', uniqueId: '0xd4a9ec48d03d261d', temperatureHotspotC: 57 },
      { ...MI100, address: '0000:e3:00.0', uniqueId: '0x1b9dd972253c3736', temperatureC: 51 },
    ],
  },
  'telegraf_rocm-smi_rx6700xt_rocm612.json': {
    driver: '6.3.6',
    links: 0,
    devices: [
      {
        label: 'card0',
        address: '0000:07:00.0',
        uniqueId: null,
        serial: null,
        deviceId: '73df',
        subsystemId: '6601',
        revision: 'c1',
        productName: 'Navi 22 [Radeon RX 6700/6700 XT / 6800M]',
        gfxVersion: 'gfx1031',
        numaNode: 0,
        kfdNode: 1,
        vramTotalMib: 12_272,
        vramUsedMib: 1_499,
        linkCurrentGts: 16,
        linkCurrentWidth: 16,
        linkMaxGts: 16,
        linkMaxWidth: 16,
        powerLimitW: 211,
        powerDrawW: 6,
        isPartition: false,
      },
    ],
  },
  'telegraf_rocm-smi_vega-10-XT.json': {
    driver: '5.9.25',
    links: 0,
    devices: [
      {
        address: '0000:04:00.0',
        uniqueId: '0x2150e7d042a1124',
        serial: null,
        deviceId: '6861',
        subsystemId: '0c1e',
        productName: null,
        sku: 'D05101',
        vramTotalMib: 16_368,
        linkCurrentGts: 8,
        temperatureMemoryC: 92,
        performanceLevel: 'auto',
      },
    ],
  },
  'telegraf_rocm-smi_vega-20-WKS-GL-XE.json': {
    driver: '5.9.17',
    links: 28,
    devices: [
      {
        address: '0000:63:00.0',
        serial: '692024000810',
        uniqueId: '0x2f048617326b1ea',
        deviceId: '66a1',
        subsystemId: '0834',
        productName: 'Radeon Instinct MI50 32GB',
        vramUsedMib: 10,
        performanceLevel: 'high',
        utilisationPercent: 0,
        eccUncorrected: null,
      },
    ],
  },
}

describe.skipIf(!hasSamples(FORMAT))('real rocm-smi output', () => {
  it('has an expectation here for every sample there is', () => {
    const files = listSamples(FORMAT).filter((file) => file.includes('rocm-smi'))
    expect(Object.keys(SAMPLES).toSorted()).toEqual(files)
    expect(files).toHaveLength(6)
  })

  it.each(Object.entries(SAMPLES))('%s gives what a careful reader finds in it', (file, expected) => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, file), 'rocm-smi')
    expect(facts.driverVersion).toBe(expected.driver)
    expect(facts.devices).toHaveLength(expected.devices.length)
    expect(facts.devices).toMatchObject(expected.devices)
    expect(facts.links).toHaveLength(expected.links)
    expect(issues).toEqual([])
  })

  it('counts 4 GPUs behind 12 entries of which 8 are partitions', () => {
    const { facts } = takeFacts(parseSample(FORMAT, 'ceems_rocm-smi_5gpu.json'), 'rocm-smi')
    expect(facts.devices.filter((device) => device.isPartition)).toHaveLength(8)
    expect(facts.devices.filter((device) => device.isPartition === false).map(({ label }) => label)).toEqual([
      'card0',
      'card1',
      'card9',
      'card11',
    ])
  })

  it('tells near pairs of GPUs from far ones', () => {
    const { facts } = takeFacts(parseSample(FORMAT, 'telegraf_rocm-smi_vega-20-WKS-GL-XE.json'), 'rocm-smi')
    expect(facts.links[0]).toEqual({ from: 0, to: 1, type: 'PCIE', hops: 2, weight: 40 })
    expect(facts.links.find(({ from, to }) => from === 3 && to === 7)).toMatchObject({ hops: 3, weight: 72 })
  })
})
