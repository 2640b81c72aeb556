import { describe, expect, it } from 'vitest'
import type { NvidiaGpuFacts } from '@/server/core/inventory/tools/nvidia-smi-facts'
import { spreadLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

const FORMAT = 'smi-text'
const RTX4090 = 'gpud_nvidia-smi-query.535.154.05.out.0.valid.4090.txt'
const CUT_OFF = 'gpud_nvidia-smi-query.535.183.01.out.0.invalid.txt'
const TITAN_V = 'gpud_nvidia-smi-query.560.35.03.out.0.valid.txt'
const TABLE_525 = 'gpud_nvidia-smi.525.125.06.out.0.valid.txt'
const TABLE_550 = 'gpud_nvidia-smi.550.90.07.out.0.valid.txt'
const H100_MIG = 'nge_q_idle_h100-mig__590.48.01.txt'
const H200_MIG = 'nge_q_idle_h200-mig__590.48.01.txt'
const L40S = 'nge_q_idle_l40s__595.80.txt'

const QUERIES = [RTX4090, TITAN_V, H100_MIG, H200_MIG, L40S]

function readQuery(file: string) {
  const { facts, issues } = takeFacts(parseSample(FORMAT, file), 'nvidia-smi-q')
  return { facts, issues, first: takeGpu(facts.gpus, 0) }
}

function takeGpu(gpus: NvidiaGpuFacts[], at: number): NvidiaGpuFacts {
  const gpu = gpus[at]
  if (!gpu) throw new Error(`no GPU ${at}`)
  return gpu
}

describe.skipIf(!hasSamples(FORMAT))('real nvidia-smi -q text', () => {
  it('has an expectation here for every sample there is', () => {
    expect(listSamples(FORMAT)).toEqual([...QUERIES, CUT_OFF, TABLE_525, TABLE_550].toSorted())
    expect(listSamples(FORMAT)).toHaveLength(8)
  })

  it('reads eight RTX 4090 with their own minor numbers, temperatures and processes', () => {
    const { facts, issues, first } = readQuery(RTX4090)
    expect(issues).toEqual([])
    expect(facts).toMatchObject({ driverVersion: '535.154.05', cudaVersion: '12.2', attachedGpus: 8 })
    expect(facts.gpus.map((gpu) => gpu.busId)).toEqual(
      ['01', '21', '41', '61', '81', 'a1', 'c1', 'e1'].map((bus) => `0000:${bus}:00.0`),
    )
    expect(facts.gpus.map((gpu) => gpu.minorNumber)).toEqual([2, 3, 1, 0, 6, 7, 5, 4])
    expect(facts.gpus.map((gpu) => gpu.temperatureC)).toEqual([31, 32, 32, 30, 32, 32, 31, 28])
    expect(facts.gpus.map((gpu) => gpu.powerDrawW)).toEqual([
      17.11, 17.62, 8.84, 23.02, 27.24, 16.34, 24.7, 21.23,
    ])
    expect(facts.gpus.map((gpu) => gpu.processes?.map(({ pid, usedMib }) => [pid, usedMib]))).toEqual([
      [[2010222, 6724]],
      [[2774709, 21952]],
      [[3077587, 2514]],
      [[2007540, 5526]],
      [[3229670, 9958]],
      [[3080907, 5818]],
      [[1535847, 2058]],
      [[540189, 15922]],
    ])
    expect(first).toMatchObject({
      uuid: 'GPU-988008fc-0059-17f4-9001-0ab4143e0e63',
      productName: 'NVIDIA GeForce RTX 4090',
      brand: 'GeForce',
      architecture: 'Ada Lovelace',
      serial: null,
      pciVendorId: '10de',
      pciDeviceId: '2684',
      pciSubsystemVendorId: '10de',
      pciSubsystemDeviceId: '16f3',
      moduleId: '1',
      vbiosVersion: '95.02.3C.00.02',
      gspFirmwareVersion: null,
      inforom: { image: 'G002.0000.00.03', oem: '2.0', ecc: '6.16', power: null },
      memory: { totalMib: 24564, reservedMib: 346, usedMib: 6730, freeMib: 17486 },
      bar1: { totalMib: 256, reservedMib: null, usedMib: 4, freeMib: 252 },
      link: { currentGen: 1, maxGen: 4, deviceMaxGen: 4, hostMaxGen: 5, currentWidth: 16, maxWidth: 16 },
      migMode: { current: null, pending: null },
      virtualizationMode: 'None',
      resetStatus: { isResetRequired: false, isDrainAndResetRecommended: null },
      remappedRows: { correctable: 0, uncorrectable: 0, pending: false, failure: false },
      performanceState: 'P8',
      clocksEventReasons: ['gpuIdle'],
      powerLimitW: 450,
    })
    expect(first.temperatureLimits).toMatchObject({
      shutdownHeadroomC: -7,
      slowdownHeadroomC: -2,
      maxOperatingHeadroomC: 0,
      targetC: 84,
      shutdownC: null,
    })
    expect(first.memoryHealth.remapAvailabilityBanks).toEqual({
      max: 192,
      high: 0,
      partial: 0,
      low: 0,
      none: 0,
    })
    expect(first.reading).toMatchObject({
      fanPercent: 72,
      temperatureHeadroomC: 52,
      graphicsVoltageMv: 895,
      clocks: { graphicsMhz: 210, smMhz: 210, memoryMhz: 405, videoMhz: 1185 },
    })
    expect(takeGpu(facts.gpus, 4).processes?.[0]?.name).toMatch(
      /^\[celeryd: .*MainProcess\] -active- .* -E\)$/,
    )
  })

  it('reads a Titan V with its absolute thresholds and the processes of its desktop', () => {
    const { facts, issues, first } = readQuery(TITAN_V)
    expect(issues).toEqual([])
    expect(facts).toMatchObject({ driverVersion: '560.35.03', cudaVersion: '12.6', attachedGpus: 1 })
    expect(first).toMatchObject({
      busId: '0000:01:00.0',
      productName: 'NVIDIA TITAN V',
      serial: '0334517001520',
      boardPartNumber: '900-1G500-2500-000',
      pciClassCode: '0300',
      memory: { totalMib: 12288, reservedMib: 239, usedMib: 290, freeMib: 11760 },
      link: { currentGen: 1, maxGen: 3, deviceMaxGen: 3, hostMaxGen: 3, currentWidth: 16, maxWidth: 16 },
      temperatureC: 44,
      powerDrawW: 29.02,
      powerLimitW: 250,
      powerLimits: { requestedW: 250, defaultW: 250, minW: 100, maxW: 300 },
      remappedRows: { correctable: null, uncorrectable: null, pending: null, failure: null },
      resetStatus: { isResetRequired: false, isDrainAndResetRecommended: null },
    })
    expect(first.ecc.volatile).toMatchObject({ corrected: null, uncorrected: null, dramUncorrected: null })
    expect(first.temperatureLimits).toMatchObject({
      shutdownC: 100,
      slowdownC: 97,
      maxOperatingC: 91,
      memoryMaxOperatingC: 95,
      targetC: 84,
      shutdownHeadroomC: null,
    })
    expect(first.reading).toMatchObject({ memoryTemperatureC: 41, fanPercent: 30, memoryPowerW: null })
    expect(first.processes?.map(({ pid, type, name, usedMib }) => [pid, type, name, usedMib])).toEqual([
      [100607, 'G', '/usr/lib/xorg/Xorg', 142],
      [100838, 'G', '/usr/bin/gnome-shell', 33],
      [101815, 'G', '/opt/test', 111],
    ])
  })

  it('reads an H100 with four MIG devices, each in a GPU instance of its own', () => {
    const { facts, issues, first } = readQuery(H100_MIG)
    expect(issues).toEqual([])
    expect(facts).toMatchObject({ driverVersion: '590.48.01', cudaVersion: '13.1', attachedGpus: 1 })
    expect(first).toMatchObject({
      busId: '0000:00:09.0',
      productName: 'NVIDIA H100 80GB HBM3',
      moduleId: '7',
      pdi: '0xd52bae2e458244e2',
      migMode: { current: 'enabled', pending: 'enabled' },
      virtualizationMode: 'Pass-Through',
      replayCounter: 9,
      memory: { totalMib: 81559, reservedMib: 479, usedMib: 59, freeMib: 81022 },
      bar1: { totalMib: 131072 },
      powerDrawW: 72.63,
      fabric: { state: 'Completed', status: 'Success', cliqueId: '0' },
      processes: [],
    })
    expect(
      first.migDevices?.map(({ index, gpuInstanceId, computeInstanceId, multiprocessors, memory }) => [
        index,
        gpuInstanceId,
        computeInstanceId,
        multiprocessors,
        memory.totalMib,
      ]),
    ).toEqual([
      [0, 2, 0, 60, 40448],
      [1, 3, 0, 32, 20096],
      [2, 9, 0, 16, 9984],
      [3, 10, 0, 16, 9984],
    ])
    expect(first.reading.utilisation.gpuPercent).toBeNull()
  })

  it('repeats the memory of the GPU instance that two compute instances of an H200 share', () => {
    const { issues, first } = readQuery(H200_MIG)
    expect(issues).toEqual([])
    expect(
      first.migDevices?.map(({ gpuInstanceId, computeInstanceId, multiprocessors, memory }) => [
        gpuInstanceId,
        computeInstanceId,
        multiprocessors,
        memory.totalMib,
      ]),
    ).toEqual([
      [2, 0, 16, 71424],
      [2, 1, 32, 71424],
      [3, 0, 32, 33280],
      [9, 0, 16, 16384],
      [10, 0, 16, 16384],
    ])
    expect(first.migDevices?.[0]).toMatchObject({
      engines: { copy: 3, encoder: 0, decoder: 3, opticalFlow: 0, jpeg: 3 },
      bar1: { totalMib: 59237 },
      sramUncorrected: 0,
    })
    // Not those of a MIG device, which have the same labels.
    expect(first.memory.totalMib).toBe(143771)
    expect(first.ecc.volatile).toMatchObject({ sramUncorrected: 0, dramUncorrected: 0, uncorrected: 0 })
    expect(first.memoryHealth).toMatchObject({
      isSramThresholdExceeded: false,
      isChannelRepairPending: false,
      isTpcRepairPending: false,
      hasUnrepairableMemory: false,
    })
    expect(first.reading).toMatchObject({
      temperatureHeadroomC: 59,
      memoryPowerW: 47.51,
      averagePowerW: 78.28,
    })
  })

  it('reads a busy L40S with the microseconds it was held down by its power cap', () => {
    const { facts, issues, first } = readQuery(L40S)
    expect(issues).toEqual([])
    expect(facts).toMatchObject({ driverVersion: '595.80', cudaVersion: '13.2' })
    expect(first).toMatchObject({
      pciDeviceId: '26b9',
      pciClassCode: '0302',
      clocksEventReasons: [],
      accounting: { mode: 'enabled', bufferSize: 4000 },
      remappedRows: { correctable: 0, uncorrectable: 0, pending: false, failure: false },
    })
    expect(first.memoryHealth).toMatchObject({
      inactiveRemappedRows: { correctable: 0, uncorrectable: 0 },
      hasUnrepairableMemory: null,
    })
    expect(first.reading).toMatchObject({
      throttledMicroseconds: { swPowerCap: 200740215, hwThermalSlowdown: 0 },
      averagePowerW: 183.28,
      instantPowerW: 119.88,
      utilisation: { gpuPercent: 100, memoryPercent: 9 },
      clocks: { smMhz: 2520 },
    })
  })

  it('refuses the text that ends within its first of eight GPUs', () => {
    expect(takeRefusal(parseSample(FORMAT, CUT_OFF))).toMatchObject({
      tool: 'nvidia-smi-q',
      code: 'truncated',
      line: 91,
    })
  })

  it.each(QUERIES)('%s cut off anywhere tells nothing that the whole does not', (file) => {
    const text = readSampleText(FORMAT, file)
    const report = tryCuts(text, 'nvidia-smi-q', spreadLengths(text, 60))
    expect(report.inventions).toEqual([])
    expect(report.tried).toBeGreaterThan(100)
    expect(report.read).toBeLessThan(report.tried)
  })
})

describe.skipIf(!hasSamples(FORMAT))('real tables of nvidia-smi', () => {
  it('takes neither a name that was cut off nor a broken fan for a fact', () => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, TABLE_525), 'nvidia-smi')
    expect(issues).toEqual([])
    expect(facts).toMatchObject({ driverVersion: '525.125.06', cudaVersion: '12.0', attachedGpus: null })
    expect(facts.gpus).toHaveLength(1)
    expect(facts.gpus[0]).toMatchObject({
      index: 0,
      busId: '0000:01:00.0',
      productName: null,
      persistenceMode: 'disabled',
      temperatureC: 38,
      performanceState: 'P5',
      powerDrawW: 49,
      powerLimitW: 450,
      memory: { usedMib: 2021, totalMib: 23028 },
      computeMode: 'Exclusive_Process',
      migMode: { current: null },
      ecc: { current: null, volatile: { uncorrected: 0 } },
      processes: null,
      reading: { fanPercent: null, utilisation: { gpuPercent: 0 } },
    })
  })

  it('reads eight idle H100 without processes', () => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, TABLE_550), 'nvidia-smi')
    expect(issues).toEqual([])
    expect(facts.driverVersion).toBe('550.90.07')
    expect(facts.gpus.map((gpu) => [gpu.index, gpu.busId, gpu.temperatureC, gpu.powerDrawW])).toEqual([
      [0, '0000:19:00.0', 27, 72],
      [1, '0000:3b:00.0', 24, 74],
      [2, '0000:4c:00.0', 23, 70],
      [3, '0000:5d:00.0', 23, 72],
      [4, '0000:9b:00.0', 27, 73],
      [5, '0000:bb:00.0', 22, 74],
      [6, '0000:cb:00.0', 24, 73],
      [7, '0000:db:00.0', 23, 72],
    ])
    for (const gpu of facts.gpus) {
      expect(gpu).toMatchObject({
        productName: 'NVIDIA H100 80GB HBM3',
        migMode: { current: 'disabled' },
        memory: { usedMib: 1, totalMib: 81559 },
        processes: [],
        migDevices: null,
      })
    }
  })

  it.each([TABLE_525, TABLE_550])('%s cut off anywhere tells nothing that the whole does not', (file) => {
    const text = readSampleText(FORMAT, file)
    const report = tryCuts(text, 'nvidia-smi', spreadLengths(text, 400))
    expect(report.inventions).toEqual([])
    expect(report.tried).toBeGreaterThan(400)
    expect(report.read).toBeLessThan(report.tried)
  })
})

const ELIDED = 'akb486_nvidia-smi-q_hostvgpu_525.147.01_elided.txt'

describe.skipIf(!hasSamples('mig-vgpu'))('a real nvidia-smi -q of a vGPU host with lines left out', () => {
  it('tells what its lines say, and that some were left out', () => {
    const { facts, issues } = takeFacts(parseSample('mig-vgpu', ELIDED), 'nvidia-smi-q')
    expect(facts).toMatchObject({
      driverVersion: '525.147.01',
      cudaVersion: null,
      supportsHeterogeneousMultiVgpu: true,
      attachedGpus: 1,
    })
    expect(facts.gpus).toHaveLength(1)
    expect(facts.gpus[0]).toMatchObject({
      busId: '0000:01:00.0',
      productName: 'NVIDIA GeForce RTX 4088',
      persistenceMode: 'enabled',
      virtualizationMode: 'Host VGPU',
      hostVgpuMode: 'Non SR-IOV',
      vgpuCapability: {
        fractionalMultiVgpu: true,
        heterogeneousTimeSliceProfiles: true,
        heterogeneousTimeSliceSizes: false,
      },
      uuid: null,
      memory: { totalMib: null },
      processes: null,
    })
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['missingSection', 24],
      ['unreadableLine', 31],
      ['unreadableLine', 32],
    ])
  })
})
