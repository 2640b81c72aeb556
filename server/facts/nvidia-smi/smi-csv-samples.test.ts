import { describe, expect, it } from 'vitest'
import { spreadLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

const FORMAT = 'smi-csv'

const NO_PLATFORM = {
  chassisSerial: null,
  slotNumber: null,
  trayIndex: null,
  hostId: null,
  peerType: null,
  gpuFabricGuid: null,
}

/** What a careful reader finds in the one row of each real file. */
const SAMPLES: Record<string, { driver: string; gpu: object }> = {
  'nge_query-gpu_idle_h100-mig__590.48.01.csv': {
    driver: '590.48.01',
    gpu: {
      index: 0,
      productName: 'NVIDIA H100 80GB HBM3',
      busId: '0000:00:09.0',
      pciVendorId: '10de',
      pciDeviceId: '2330',
      pciSubsystemVendorId: '10de',
      pciSubsystemDeviceId: '16c1',
      pciClassCode: '0302',
      computeCapability: '9.0',
      vbiosVersion: '96.00.A5.00.01',
      moduleId: '7',
      platform: NO_PLATFORM,
      migMode: { current: 'enabled', pending: 'enabled' },
      memory: { totalMib: 81559, reservedMib: 479, usedMib: 59, freeMib: 81022 },
      link: { currentGen: 5, maxGen: 5, deviceMaxGen: 5, hostMaxGen: null, currentWidth: 16, maxWidth: 16 },
      ecc: expect.objectContaining({
        current: 'enabled',
        volatile: {
          corrected: 0,
          uncorrected: 0,
          sramCorrected: 0,
          sramUncorrected: 0,
          dramCorrected: 0,
          dramUncorrected: 0,
        },
      }),
      remappedRows: { correctable: null, uncorrectable: null, pending: null, failure: null },
      clocksEventReasons: ['gpuIdle'],
      temperatureC: 42,
      powerDrawW: 70.72,
      powerLimitW: 700,
      powerLimits: { requestedW: 700, defaultW: 700, minW: 200, maxW: 700 },
      fabric: {
        state: 'Completed',
        status: 'Success',
        cliqueId: '0',
        clusterUuid: '00000000-0000-0000-0000-000000000000',
      },
      c2cMode: 'disabled',
      processes: null,
      memoryHealth: expect.objectContaining({
        isSramThresholdExceeded: false,
        remapAvailabilityBanks: { max: 2560, high: 0, partial: 0, low: 0, none: 0 },
      }),
      reading: expect.objectContaining({
        memoryTemperatureC: 48,
        temperatureHeadroomC: 45,
        averagePowerW: 71.15,
        clocks: { graphicsMhz: 345, smMhz: 345, memoryMhz: 2619, videoMhz: 765 },
        utilisation: expect.objectContaining({ gpuPercent: null, memoryPercent: null }),
      }),
    },
  },
  'nge_query-gpu_idle_h200__590.48.01.csv': {
    driver: '590.48.01',
    gpu: {
      productName: 'NVIDIA H200',
      busId: '0000:83:00.0',
      migMode: { current: 'disabled', pending: 'disabled' },
      memory: { totalMib: 143771, reservedMib: 614, usedMib: 0, freeMib: 143158 },
      remappedRows: { correctable: 0, uncorrectable: 0, pending: false, failure: false },
      temperatureC: 28,
      powerDrawW: 78.21,
      reading: expect.objectContaining({ utilisation: expect.objectContaining({ gpuPercent: 0 }) }),
    },
  },
  'nge_query-gpu_idle_l40s__595.80.csv': {
    driver: '595.80',
    gpu: {
      productName: 'NVIDIA L40S',
      computeCapability: '8.9',
      migMode: { current: null, pending: null },
      addressingMode: 'HMM',
      clocksEventReasons: [],
      accounting: { mode: 'enabled', bufferSize: 4000 },
      powerDrawW: 127.67,
      memoryHealth: expect.objectContaining({ inactiveRemappedRows: { correctable: 0, uncorrectable: 0 } }),
      fabric: { state: null, status: null, cliqueId: null, clusterUuid: null },
      reading: expect.objectContaining({
        memoryTemperatureC: null,
        temperatureHeadroomC: 25,
        throttledMicroseconds: expect.objectContaining({ swPowerCap: 200740215 }),
      }),
    },
  },
  'nge_query-gpu_idle_win_2080s_591.86.csv': {
    driver: '591.86',
    gpu: {
      productName: 'NVIDIA GeForce RTX 2080 SUPER',
      busId: '0000:0c:00.0',
      serial: null,
      pciSubsystemVendorId: '1458',
      pciSubsystemDeviceId: '4005',
      pciClassCode: null,
      driverModel: { current: 'WDDM', pending: 'WDDM' },
      persistenceMode: null,
      ecc: expect.objectContaining({
        current: null,
        volatile: expect.objectContaining({ corrected: null, uncorrected: null, dramUncorrected: null }),
      }),
      link: { currentGen: 3, maxGen: 3, deviceMaxGen: 3, hostMaxGen: 4, currentWidth: 16, maxWidth: 16 },
      memory: { totalMib: 8192, reservedMib: 205, usedMib: 702, freeMib: 7286 },
      performanceState: 'P8',
      powerDrawW: 38.92,
      confidentialComputing: expect.objectContaining({
        protectedMemory: { totalMib: null, reservedMib: null, usedMib: null, freeMib: null },
      }),
      reading: expect.objectContaining({
        fanPercent: 37,
        averagePowerW: null,
        // More than 2^32: an hour and a half under the power cap.
        throttledMicroseconds: expect.objectContaining({ swPowerCap: 5451018134 }),
      }),
    },
  },
}

describe.skipIf(!hasSamples(FORMAT))('real nvidia-smi --query-gpu output', () => {
  it('has an expectation here for every sample there is', () => {
    expect(Object.keys(SAMPLES).toSorted()).toEqual(listSamples(FORMAT))
    expect(listSamples(FORMAT)).toHaveLength(4)
  })

  it.each(Object.entries(SAMPLES))('%s gives what a careful reader finds in it', (file, { driver, gpu }) => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, file), 'nvidia-smi-query-gpu')
    expect(issues).toEqual([])
    expect(facts).toMatchObject({ driverVersion: driver, cudaVersion: null, attachedGpus: 1 })
    expect(facts.gpus).toHaveLength(1)
    expect(facts.gpus[0]).toMatchObject(gpu)
  })

  it.each(Object.keys(SAMPLES))('%s cut off anywhere tells nothing that the whole does not', (file) => {
    const text = readSampleText(FORMAT, file)
    const report = tryCuts(text, 'nvidia-smi-query-gpu', spreadLengths(text, 300))
    expect(report.inventions).toEqual([])
    expect(report.tried).toBeGreaterThan(300)
    expect(report.read).toBeLessThan(report.tried)
  })
})
