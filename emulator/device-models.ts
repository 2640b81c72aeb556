import type { PciModel } from './pci-tree'

/** The other devices of a server. */
const BLANK = { progIf: '00', virtualFunctions: 0, revision: '00' }

export const NVSWITCH: PciModel = {
  ...BLANK,
  classCode: '0680',
  className: 'Bridge',
  vendorId: '10de',
  vendorName: 'NVIDIA Corporation',
  deviceId: '22a3',
  deviceName: 'GH100 [H100 NVSwitch]',
  subsystem: { vendorId: '10de', deviceId: '1796', name: 'NVIDIA Corporation Device' },
  revision: 'a1',
  gts: 16,
  width: 2,
  bars: [{ index: 0, sizeText: '32M', is64Bit: true, isPrefetchable: false }],
  driver: 'nvidia-nvswitch',
  modules: ['nvidia_drm', 'nvidia'],
}

export const CONNECTX_7: PciModel = {
  ...BLANK,
  classCode: '0207',
  className: 'Infiniband controller',
  vendorId: '15b3',
  vendorName: 'Mellanox Technologies',
  deviceId: '1021',
  deviceName: 'MT2910 Family [ConnectX-7]',
  subsystem: { vendorId: '15b3', deviceId: '0041', name: 'Mellanox Technologies Device' },
  gts: 32,
  width: 16,
  bars: [{ index: 0, sizeText: '32M', is64Bit: true, isPrefetchable: true }],
  virtualFunctions: 16,
  driver: 'mlx5_core',
  modules: ['mlx5_core'],
}

export const CONNECTX_6_DX: PciModel = {
  ...CONNECTX_7,
  classCode: '0200',
  className: 'Ethernet controller',
  deviceId: '101d',
  deviceName: 'MT2892 Family [ConnectX-6 Dx]',
  subsystem: { vendorId: '15b3', deviceId: '0016', name: 'Mellanox Technologies Device' },
  gts: 16,
  virtualFunctions: 8,
}

export const E810: PciModel = {
  ...BLANK,
  classCode: '0200',
  className: 'Ethernet controller',
  vendorId: '8086',
  vendorName: 'Intel Corporation',
  deviceId: '1592',
  deviceName: 'Ethernet Controller E810-C for QSFP',
  subsystem: {
    vendorId: '8086',
    deviceId: '0002',
    name: 'Intel Corporation Ethernet Network Adapter E810-C-Q2',
  },
  revision: '02',
  gts: 16,
  width: 16,
  bars: [{ index: 0, sizeText: '32M', is64Bit: true, isPrefetchable: true }],
  virtualFunctions: 64,
  driver: 'ice',
  modules: ['ice'],
}

export const NVME: PciModel = {
  ...BLANK,
  classCode: '0108',
  progIf: '02',
  className: 'Non-Volatile memory controller',
  vendorId: '144d',
  vendorName: 'Samsung Electronics Co Ltd',
  deviceId: 'a80a',
  deviceName: 'NVMe SSD Controller PM9A1/PM9A3/980PRO',
  subsystem: { vendorId: '144d', deviceId: 'aa8b', name: 'Samsung Electronics Co Ltd Device' },
  gts: 16,
  width: 4,
  bars: [{ index: 0, sizeText: '16K', is64Bit: true, isPrefetchable: false }],
  driver: 'nvme',
  modules: ['nvme'],
}

/** The console of the BMC: a VGA device that is no GPU. */
export const BMC_VGA: PciModel = {
  ...BLANK,
  classCode: '0300',
  className: 'VGA compatible controller',
  vendorId: '1a03',
  vendorName: 'ASPEED Technology, Inc.',
  deviceId: '2000',
  deviceName: 'ASPEED Graphics Family',
  subsystem: { vendorId: '1a03', deviceId: '2000', name: 'ASPEED Technology, Inc. ASPEED Graphics Family' },
  revision: '52',
  gts: 5,
  width: 1,
  bars: [{ index: 0, sizeText: '64M', is64Bit: false, isPrefetchable: false }],
  driver: 'ast',
  modules: ['ast'],
}

export const MI300X_PCI: PciModel = {
  ...BLANK,
  classCode: '1200',
  className: 'Processing accelerators',
  vendorId: '1002',
  vendorName: 'Advanced Micro Devices, Inc. [AMD/ATI]',
  deviceId: '74a1',
  deviceName: 'Aqua Vanjaram [Instinct MI300X]',
  subsystem: { vendorId: '1002', deviceId: '74a1', name: 'Advanced Micro Devices, Inc. [AMD/ATI] Device' },
  gts: 32,
  width: 16,
  bars: [
    { index: 0, sizeText: '256G', is64Bit: true, isPrefetchable: true },
    { index: 2, sizeText: '2M', is64Bit: true, isPrefetchable: true },
    { index: 5, sizeText: '2M', is64Bit: false, isPrefetchable: false },
  ],
  virtualFunctions: 8,
  driver: 'amdgpu',
  modules: ['amdgpu'],
}

export const FLEX_170_PCI: PciModel = {
  ...BLANK,
  classCode: '0380',
  className: 'Display controller',
  vendorId: '8086',
  vendorName: 'Intel Corporation',
  deviceId: '56c0',
  deviceName: 'ATS-M [Data Center GPU Flex 170]',
  subsystem: { vendorId: '8086', deviceId: '4905', name: 'Intel Corporation Device' },
  revision: '08',
  gts: 16,
  width: 16,
  bars: [
    { index: 0, sizeText: '16M', is64Bit: true, isPrefetchable: true },
    { index: 2, sizeText: '16G', is64Bit: true, isPrefetchable: true },
  ],
  virtualFunctions: 31,
  driver: 'i915',
  modules: ['i915', 'xe'],
}
