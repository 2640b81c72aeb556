import { describe, expect, it } from 'vitest'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample } from '@/server/facts/testing/shared-samples'

const FORMAT = 'nvidia-smi-xml'

const IDLE = ['gpuIdle']

/** What a careful reader finds in each real file; `first` is its first GPU. */
const SAMPLES: Record<
  string,
  { driver: string | null; cuda: string | null; gpuCount: number; first: object }
> = {
  'e7d_sample.xml': {
    driver: '535.54.03',
    cuda: '12.2',
    gpuCount: 1,
    first: {
      uuid: 'GPU-d1e7df6a-33ce-6908-4718-9114ba7cae1f',
      busId: '0000:2d:00.0',
      pciVendorId: '10de',
      pciDeviceId: '2206',
      pciSubsystemVendorId: '1462',
      pciSubsystemDeviceId: '3897',
      memory: { totalMib: 10240, reservedMib: 233, usedMib: 1045, freeMib: 8961 },
      powerDrawW: 33.73,
      powerLimitW: 370,
      temperatureC: 50,
      addressingMode: 'None',
      virtualizationMode: 'None',
      remappedRows: { correctable: null, uncorrectable: null, pending: null, failure: null },
      processes: [10210, 10445, 10507, 11661, 14129, 14449].map((pid) =>
        expect.objectContaining({ pid, name: null }),
      ),
    },
  },
  'netdata_rtx-3060.xml': {
    driver: '515.65.01',
    cuda: '11.7',
    gpuCount: 1,
    first: {
      productName: 'NVIDIA GeForce RTX 3060 Laptop GPU',
      powerDrawW: 8.7,
      powerLimitW: null,
      link: { currentGen: 1, maxGen: 4, deviceMaxGen: null, hostMaxGen: null, currentWidth: 8, maxWidth: 16 },
      processes: [expect.objectContaining({ pid: 28543, type: 'G', name: '/usr/libexec/Xorg', usedMib: 4 })],
    },
  },
  'netdata_rtx-4090-driver-535.xml': {
    driver: '535.86.05',
    cuda: '12.2',
    gpuCount: 1,
    first: {
      busId: '0000:84:00.0',
      architecture: 'Ada Lovelace',
      link: { currentGen: 1, maxGen: 3, deviceMaxGen: 4, hostMaxGen: 3, currentWidth: 16, maxWidth: 16 },
      remappedRows: { correctable: 0, uncorrectable: 0, pending: false, failure: false },
      ecc: expect.objectContaining({
        current: 'disabled',
        volatile: expect.objectContaining({ corrected: null }),
      }),
      processes: [],
    },
  },
  'netdata_rtx-pro-6000-driver-580.xml': {
    driver: null,
    cuda: null,
    gpuCount: 1,
    first: {
      busId: '0000:01:00.0',
      temperatureC: 37,
      powerDrawW: 66.84,
      migDevices: null,
      processes: null,
      clocksEventReasons: null,
      memory: { totalMib: null, reservedMib: null, usedMib: null, freeMib: null },
    },
  },
  'telegraf_3090-v13.xml': {
    driver: '590.44.01',
    cuda: '13.1',
    gpuCount: 1,
    first: {
      moduleId: '1',
      gspFirmwareVersion: '590.44.01',
      recoveryAction: 'None',
      clocksEventReasons: ['swPowerCap'],
      powerDrawW: 35.15,
      powerLimitW: 350,
      addressingMode: 'HMM',
      bar1: { totalMib: 256, reservedMib: null, usedMib: 7, freeMib: 249 },
    },
  },
  'telegraf_a10g.xml': {
    driver: '515.105.01',
    cuda: '11.7',
    gpuCount: 1,
    first: {
      productName: 'NVIDIA A10G',
      busId: '0000:00:1e.0',
      memory: { totalMib: 23028, reservedMib: 435, usedMib: 22, freeMib: 22569 },
      virtualizationMode: 'Pass-Through',
      link: { currentGen: 1, maxGen: 4, deviceMaxGen: null, hostMaxGen: null, currentWidth: 8, maxWidth: 16 },
      temperatureC: 17,
      powerDrawW: 25.58,
      ecc: expect.objectContaining({
        current: 'enabled',
        volatile: expect.objectContaining({ corrected: 0, uncorrected: 0, dramUncorrected: 0 }),
      }),
      remappedRows: { correctable: 0, uncorrectable: 0, pending: false, failure: false },
      retiredPages: { singleBit: null, doubleBit: null, pending: null },
    },
  },
  'telegraf_dual_2070-v13.xml': {
    driver: '590.44.01',
    cuda: '13.1',
    gpuCount: 2,
    first: {
      productName: 'NVIDIA GeForce RTX 2070',
      busId: '0000:01:00.0',
      powerDrawW: 9.23,
      powerLimitW: 175,
    },
  },
  'telegraf_dual_2080-v13.xml': {
    driver: '590.44.01',
    cuda: '13.1',
    gpuCount: 2,
    first: { productName: 'NVIDIA GeForce RTX 2080', pciDeviceId: '1e87', powerDrawW: 1, powerLimitW: 215 },
  },
  'telegraf_gt-1030.xml': {
    driver: '470.74',
    cuda: '11.4',
    gpuCount: 1,
    first: {
      memory: { totalMib: 1998, reservedMib: null, usedMib: 875, freeMib: 1123 },
      powerDrawW: null,
      powerLimitW: 30,
      performanceState: 'P0',
      clocksEventReasons: IDLE,
      link: { currentGen: 3, maxGen: 3, deviceMaxGen: null, hostMaxGen: null, currentWidth: 4, maxWidth: 4 },
    },
  },
  'telegraf_gtx-1660-ti.xml': {
    driver: '418.43',
    cuda: '10.1',
    gpuCount: 1,
    first: {
      productName: 'Graphics Device',
      minorNumber: 0,
      powerDrawW: 8.93,
      powerLimitW: 130,
      migDevices: null,
    },
  },
  'telegraf_quadro-p2000-v12.xml': {
    driver: '525.125.06',
    cuda: '12.0',
    gpuCount: 1,
    first: {
      serial: '0322218049033',
      boardPartNumber: '900-5G410-0100-000',
      clocksEventReasons: IDLE,
      powerDrawW: 4.61,
      powerLimitW: 75,
      ecc: expect.objectContaining({
        current: null,
        aggregate: expect.objectContaining({ uncorrected: null }),
      }),
    },
  },
  'telegraf_quadro-p400.xml': {
    driver: '418.43',
    cuda: '10.1',
    gpuCount: 1,
    first: { architecture: null, powerDrawW: null, powerLimitW: null, moduleId: null, hostVgpuMode: null },
  },
  'telegraf_rtx-3060-v12.xml': {
    driver: '570.124.04',
    cuda: '12.8',
    gpuCount: 1,
    first: { powerDrawW: 11.63, powerLimitW: 170, recoveryAction: 'None', pciSubsystemVendorId: '3842' },
  },
  'telegraf_rtx-3080-v12.xml': {
    driver: '536.40',
    cuda: '12.2',
    gpuCount: 1,
    first: {
      minorNumber: null,
      persistenceMode: null,
      powerDrawW: 22.78,
      link: expect.objectContaining({ hostMaxGen: null }),
    },
  },
  'telegraf_rtx-3080-v13.xml': {
    driver: '595.58.03',
    cuda: '13.2',
    gpuCount: 1,
    first: {
      serial: null,
      performanceState: 'P2',
      clocksEventReasons: [],
      powerDrawW: 142.33,
      temperatureC: 27,
    },
  },
  'telegraf_rtx-3090-v12.xml': {
    driver: '525.147.05',
    cuda: '12.0',
    gpuCount: 1,
    first: {
      gpuPartNumber: null,
      pciVendorId: null,
      pciDeviceId: null,
      busId: '0000:00:10.0',
      powerDrawW: 27.23,
    },
  },
  'telegraf_tesla-t4.xml': {
    driver: '515.105.01',
    cuda: '11.7',
    gpuCount: 1,
    first: {
      pciDeviceId: '1eb8',
      link: { currentGen: 3, maxGen: 3, deviceMaxGen: null, hostMaxGen: null, currentWidth: 8, maxWidth: 16 },
      ecc: expect.objectContaining({ aggregate: expect.objectContaining({ corrected: 0, uncorrected: 0 }) }),
      retiredPages: { singleBit: 0, doubleBit: 0, pending: false },
      processes: [
        expect.objectContaining({ pid: 675, type: 'G', usedMib: 22 }),
        expect.objectContaining({ pid: 5762, type: 'C', name: 'python', usedMib: 1005 }),
      ],
    },
  },
}

describe.skipIf(!hasSamples(FORMAT))('real nvidia-smi -q -x output', () => {
  it('has an expectation here for every sample there is', () => {
    expect(Object.keys(SAMPLES).toSorted()).toEqual(listSamples(FORMAT))
    expect(listSamples(FORMAT)).toHaveLength(17)
  })

  it.each(Object.entries(SAMPLES))('%s gives what a careful reader finds in it', (file, expected) => {
    const { facts } = takeFacts(parseSample(FORMAT, file), 'nvidia-smi-q-x')
    expect(facts.driverVersion).toBe(expected.driver)
    expect(facts.cudaVersion).toBe(expected.cuda)
    expect(facts.gpus).toHaveLength(expected.gpuCount)
    expect(facts.gpus[0]).toMatchObject(expected.first)
  })

  it.each([
    ['e7d_sample.xml', { powerLimits: { requestedW: 370, defaultW: 370, minW: 100, maxW: 430 } }],
    ['netdata_rtx-3060.xml', { reading: { fanPercent: null, graphicsVoltageMv: 631.25 } }],
    [
      'netdata_rtx-4090-driver-535.xml',
      {
        temperatureLimits: { shutdownC: null, shutdownHeadroomC: -7, slowdownHeadroomC: -2, targetC: 84 },
        reading: { temperatureHeadroomC: 43 },
        memoryHealth: { remapAvailabilityBanks: { max: 192, high: 0, partial: 0, low: 0, none: 0 } },
        resetStatus: { isResetRequired: false, isDrainAndResetRecommended: null },
      },
    ],
    [
      'netdata_rtx-pro-6000-driver-580.xml',
      {
        temperatureLimits: { shutdownHeadroomC: -5, slowdownHeadroomC: 0, maxOperatingHeadroomC: null },
        reading: { fanPercent: 40, temperatureHeadroomC: 56, averagePowerW: null, instantPowerW: 66.84 },
      },
    ],
    [
      'telegraf_3090-v13.xml',
      {
        pdi: '0x1234567890abcdef',
        pciClassCode: '0300',
        isDisplayAttached: true,
        isDisplayActive: true,
        memoryHealth: {
          isChannelRepairPending: false,
          isTpcRepairPending: false,
          hasUnrepairableMemory: null,
        },
        reading: {
          // Counts past 2^32.
          throttledMicroseconds: { swPowerCap: 9_840_338_777, syncBoost: 0 },
          averagePowerW: 35.06,
          instantPowerW: 35.15,
          modulePowerW: null,
          pcieSentKbPerSecond: 488,
          pcieReceivedKbPerSecond: 439,
        },
        temperatureLimits: { shutdownC: 98, slowdownC: 95, maxOperatingC: 93, targetC: 83 },
      },
    ],
    ['telegraf_a10g.xml', { memoryHealth: { remapAvailabilityBanks: { max: 192, none: 0 } } }],
    [
      'telegraf_dual_2070-v13.xml',
      {
        isDisplayAttached: false,
        reading: { throttledMicroseconds: { swPowerCap: 306_115_317_789 }, averagePowerW: null },
      },
    ],
    [
      'telegraf_gt-1030.xml',
      { moduleId: '0', reading: { utilisation: { gpuPercent: 0, memoryPercent: 3, encoderPercent: null } } },
    ],
    [
      'telegraf_quadro-p400.xml',
      { powerLimits: { requestedW: null, minW: null }, accounting: { mode: 'disabled' } },
    ],
    [
      'telegraf_rtx-3060-v12.xml',
      { resetStatus: { isResetRequired: null, isDrainAndResetRecommended: null }, pciClassCode: '0300' },
    ],
    ['telegraf_rtx-3080-v12.xml', { driverModel: { current: 'WDDM', pending: 'WDDM' } }],
    [
      'telegraf_rtx-3080-v13.xml',
      {
        confidentialComputing: { protectedMemory: { totalMib: 0 }, dramEncryption: { current: null } },
        reading: {
          utilisation: { gpuPercent: 65, memoryPercent: 9 },
          clocks: { smMhz: 1950, memoryMhz: 9251 },
        },
      },
    ],
    [
      // Lowered by whoever owns the machine.
      'telegraf_rtx-3090-v12.xml',
      { powerLimitW: 200, powerLimits: { requestedW: 200, defaultW: 350, maxW: 375 } },
    ],
  ])('%s tells limits, counters and readings too', (file, expected) => {
    const { facts } = takeFacts(parseSample(FORMAT, file), 'nvidia-smi-q-x')
    expect(facts.gpus[0]).toMatchObject(expected)
  })

  it('reports the UUID that two GPUs share, and not that two differ', () => {
    const shared = takeFacts(parseSample(FORMAT, 'telegraf_dual_2080-v13.xml'), 'nvidia-smi-q-x')
    const own = takeFacts(parseSample(FORMAT, 'telegraf_dual_2070-v13.xml'), 'nvidia-smi-q-x')
    expect(shared.issues.map((issue) => issue.code)).toEqual(['duplicate'])
    expect(own.issues).toEqual([])
  })
})
