import { A30_PROFILES, H100_PROFILES, type MigProfileLayout } from './mig-geometry'
import type { PciModel } from './pci-tree'

/** A board as its data sheet and its tools describe it. */
export interface GpuBoard {
  productName: string
  brand: string
  architecture: string
  pci: PciModel
  memoryMib: number
  reservedMib: number
  bar1Mib: number
  gpuPartNumber: string
  boardPartNumber: string
  inforom: { image: string; oem: string; ecc: string; power: string }
  powerLimitW: number
  minPowerLimitW: number
  smClockMhz: number
  memoryClockMhz: number
  multiprocessors: number
  computeCapability: string
  /** Empty: the board cannot be cut into instances. */
  migProfiles: MigProfileLayout[]
}

function describeGpu(
  deviceId: string,
  deviceName: string,
  subsystemDeviceId: string,
  gts: number,
  bars: [string, string, string],
  virtualFunctions: number,
  isVga = false,
): PciModel {
  return {
    classCode: isVga ? '0300' : '0302',
    progIf: '00',
    className: isVga ? 'VGA compatible controller' : '3D controller',
    vendorId: '10de',
    vendorName: 'NVIDIA Corporation',
    deviceId,
    deviceName,
    subsystem: { vendorId: '10de', deviceId: subsystemDeviceId, name: 'NVIDIA Corporation Device' },
    revision: 'a1',
    gts,
    width: 16,
    bars: [
      { index: 0, sizeText: bars[0], is64Bit: false, isPrefetchable: false },
      { index: 1, sizeText: bars[1], is64Bit: true, isPrefetchable: true },
      { index: 3, sizeText: bars[2], is64Bit: true, isPrefetchable: true },
    ],
    virtualFunctions,
    driver: 'nvidia',
    modules: ['nvidia_drm', 'nvidia'],
  }
}

export const H100_SXM: GpuBoard = {
  productName: 'NVIDIA H100 80GB HBM3',
  brand: 'NVIDIA',
  architecture: 'Hopper',
  pci: describeGpu('2330', 'GH100 [H100 SXM5 80GB]', '16c1', 32, ['16M', '128G', '32M'], 0),
  memoryMib: 81559,
  reservedMib: 551,
  bar1Mib: 131072,
  gpuPartNumber: '2330-885-A1',
  boardPartNumber: '692-2G520-0200-000',
  inforom: { image: 'G520.0200.00.05', oem: '2.1', ecc: '7.16', power: 'N/A' },
  powerLimitW: 700,
  minPowerLimitW: 200,
  smClockMhz: 1980,
  memoryClockMhz: 2619,
  multiprocessors: 132,
  computeCapability: '9.0',
  migProfiles: H100_PROFILES,
}

export const L40S: GpuBoard = {
  productName: 'NVIDIA L40S',
  brand: 'NVIDIA',
  architecture: 'Ada Lovelace',
  pci: describeGpu('26b9', 'AD102GL [L40S]', '1851', 16, ['16M', '64G', '32M'], 32),
  memoryMib: 46068,
  reservedMib: 602,
  bar1Mib: 65536,
  gpuPartNumber: '26B9-896-A1',
  boardPartNumber: '900-2G133-0080-000',
  inforom: { image: 'G133.0242.00.03', oem: '2.1', ecc: '6.16', power: 'N/A' },
  powerLimitW: 350,
  minPowerLimitW: 100,
  smClockMhz: 2520,
  memoryClockMhz: 9001,
  multiprocessors: 142,
  computeCapability: '8.9',
  migProfiles: [],
}

export const A30: GpuBoard = {
  productName: 'NVIDIA A30',
  brand: 'NVIDIA',
  architecture: 'Ampere',
  pci: describeGpu('20b7', 'GA100GL [A30 PCIe]', '1532', 16, ['16M', '32G', '32M'], 20),
  memoryMib: 24576,
  reservedMib: 500,
  bar1Mib: 32768,
  gpuPartNumber: '20B7-890-A1',
  boardPartNumber: '900-21001-0040-000',
  inforom: { image: '1001.0205.00.03', oem: '2.0', ecc: '6.16', power: 'N/A' },
  powerLimitW: 165,
  minPowerLimitW: 100,
  smClockMhz: 1440,
  memoryClockMhz: 1215,
  multiprocessors: 56,
  computeCapability: '8.0',
  migProfiles: A30_PROFILES,
}

/** A Grace Blackwell superchip's GPU, whose memory is a NUMA node. */
export const GB200: GpuBoard = {
  productName: 'NVIDIA GB200',
  brand: 'NVIDIA',
  architecture: 'Blackwell',
  pci: describeGpu('2941', 'GB100 [GB200]', '2046', 32, ['16M', '256G', '32M'], 0),
  memoryMib: 189_471,
  reservedMib: 639,
  bar1Mib: 262_144,
  gpuPartNumber: '2941-886-A1',
  boardPartNumber: '699-2G548-0200-500',
  inforom: { image: 'G548.0201.00.03', oem: '2.1', ecc: '7.16', power: 'N/A' },
  powerLimitW: 1200,
  minPowerLimitW: 200,
  smClockMhz: 2062,
  memoryClockMhz: 3996,
  multiprocessors: 152,
  computeCapability: '10.0',
  migProfiles: [],
}

/** A board of the years before row remapping: no MIG, older ECC. */
export const T4: GpuBoard = {
  productName: 'Tesla T4',
  brand: 'NVIDIA',
  architecture: 'Turing',
  pci: describeGpu('1eb8', 'TU104GL [Tesla T4]', '12a2', 8, ['16M', '256M', '32M'], 0),
  memoryMib: 15_360,
  reservedMib: 388,
  bar1Mib: 256,
  gpuPartNumber: '900-2G183-0000-001',
  boardPartNumber: '900-2G183-0000-001',
  inforom: { image: 'G183.0200.00.02', oem: '1.1', ecc: '5.0', power: 'N/A' },
  powerLimitW: 70,
  minPowerLimitW: 60,
  smClockMhz: 1590,
  memoryClockMhz: 5001,
  multiprocessors: 40,
  computeCapability: '7.5',
  migProfiles: [],
}

/** A board whose errors are still counted as single and double bits. */
export const P100: GpuBoard = {
  productName: 'Tesla P100-PCIE-16GB',
  brand: 'Tesla',
  architecture: 'Pascal',
  pci: describeGpu('15f8', 'GP100GL [Tesla P100 PCIe 16GB]', '118f', 8, ['16M', '16G', '32M'], 0),
  memoryMib: 16_384,
  reservedMib: 108,
  bar1Mib: 16_384,
  gpuPartNumber: '900-2H400-0000-000',
  boardPartNumber: '900-2H400-0000-000',
  inforom: { image: 'H400.0201.00.08', oem: '1.1', ecc: '4.1', power: 'N/A' },
  powerLimitW: 250,
  minPowerLimitW: 125,
  smClockMhz: 1328,
  memoryClockMhz: 715,
  multiprocessors: 56,
  computeCapability: '6.0',
  migProfiles: [],
}

/** Its display and audio functions share a slot, so passing it through moves both. */
export const RTX_A6000_PCI: PciModel[] = [
  describeGpu('2230', 'GA102GL [RTX A6000]', '1459', 16, ['16M', '64G', '32M'], 0, true),
  {
    classCode: '0403',
    progIf: '00',
    className: 'Audio device',
    vendorId: '10de',
    vendorName: 'NVIDIA Corporation',
    deviceId: '1aef',
    deviceName: 'GA102 High Definition Audio Controller',
    subsystem: { vendorId: '10de', deviceId: '1459', name: 'NVIDIA Corporation Device' },
    revision: 'a1',
    gts: 16,
    width: 16,
    bars: [{ index: 0, sizeText: '16K', is64Bit: false, isPrefetchable: false }],
    virtualFunctions: 0,
    driver: 'snd_hda_intel',
    modules: ['snd_hda_intel'],
  },
]
