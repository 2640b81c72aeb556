import type { HwlocGpu, HwlocOsDevice, HwlocOsKind } from '@/server/core/inventory/tools/hwloc-facts'
import { convertKibToMib, type Mib } from '@/server/core/units/mib'
import { readText } from '@/server/facts/text/read-value'
import type { XmlNode } from '@/server/facts/text/xml-tree'
import { readInfo, readWhole } from './hwloc-objects'

/** By the number that stands for them up to hwloc 2. */
const KINDS_BY_NUMBER: HwlocOsKind[] = [
  'storage',
  'gpu',
  'network',
  'openfabrics',
  'dma',
  'coprocessor',
  'memory',
]

/** By their bit from hwloc 3 on, the most telling first. */
const KINDS_BY_BIT: [bit: number, kind: HwlocOsKind][] = [
  [4, 'gpu'],
  [8, 'coprocessor'],
  [32, 'openfabrics'],
  [16, 'network'],
  [1, 'storage'],
  [2, 'memory'],
  [64, 'dma'],
]

/** Whose word counts first where several libraries tell of one GPU. */
const GPU_LIBRARIES = ['CUDA', 'NVML', 'RSMI', 'LevelZero', 'VectorEngine', 'OpenCL']

/** An operating-system device; `hasKindBits` from format 3 on. Null without a name. */
export function readOsDevice(node: XmlNode, hasKindBits: boolean): HwlocOsDevice | null {
  const name = readText(node.attributes.name ?? null)
  if (name === null) return null
  const kinds = readKinds(readWhole(node.attributes.osdev_type), hasKindBits)
  return {
    name,
    kind: kinds[0] ?? null,
    kinds,
    subtype: readSubtype(node, kinds),
    model: readInfo(node, 'GPUModel', 'LevelZeroModel', 'VectorEngineModel', 'Model'),
    uuid: readInfo(node, 'NVIDIAUUID', 'AMDUUID', 'LevelZeroUUID'),
    serial: readSerial(node),
    memoryMib: readMemory(node),
    multiprocessors: readWhole(readInfo(node, 'CUDAMultiProcessors', 'OpenCLComputeUnits')),
  }
}

/** OpenCL shows processors as devices too. */
export function isGpuDevice({ kinds }: HwlocOsDevice, node: XmlNode): boolean {
  const isProcessor = readInfo(node, 'OpenCLDeviceType') === 'CPU'
  return !isProcessor && (kinds.includes('gpu') || kinds.includes('coprocessor'))
}

/** What the libraries say of one GPU, each value from the first that tells; null where none tells any. */
export function joinGpu(devices: HwlocOsDevice[]): HwlocGpu | null {
  const told = devices
    .filter(({ subtype }) => GPU_LIBRARIES.includes(subtype ?? ''))
    .toSorted((a, b) => rankLibrary(a) - rankLibrary(b))
  const find = <T>(read: (device: HwlocOsDevice) => T | null): T | null =>
    told.map(read).find((value) => value !== null) ?? null
  const gpu: HwlocGpu = {
    model: find((device) => device.model),
    uuid: find((device) => device.uuid),
    serial: find((device) => device.serial),
    memoryMib: find((device) => device.memoryMib),
  }
  return Object.values(gpu).some((value) => value !== null) ? gpu : null
}

function rankLibrary({ subtype }: HwlocOsDevice): number {
  return GPU_LIBRARIES.indexOf(subtype ?? '')
}

function readKinds(type: number | null, hasKindBits: boolean): HwlocOsKind[] {
  if (type === null) return []
  if (hasKindBits) return KINDS_BY_BIT.filter(([bit]) => (type & bit) !== 0).map(([, kind]) => kind)
  const kind = KINDS_BY_NUMBER[type]
  return kind ? [kind] : []
}

/** hwloc 1 has it as an info; early hwloc 2 tells of NVML only which backend found the device. */
function readSubtype(node: XmlNode, kinds: HwlocOsKind[]): string | null {
  const told = readText(node.attributes.subtype ?? null) ?? readInfo(node, 'CoProcType', 'Type')
  const isGpu = kinds.includes('gpu') || kinds.includes('coprocessor')
  return told ?? (isGpu ? readInfo(node, 'Backend') : null)
}

/** A serial number of zeros is none. */
function readSerial(node: XmlNode): string | null {
  const serial = readInfo(
    node,
    'NVIDIASerial',
    'AMDSerial',
    'LevelZeroSerialNumber',
    'VectorEngineSerialNumber',
    'SerialNumber',
  )
  return serial && /^[0-]+$/.test(serial) ? null : serial
}

/** KiB, with the unit behind it from hwloc 3 on. */
function readMemory(node: XmlNode): Mib | null {
  const text = readInfo(
    node,
    'CUDAGlobalMemorySize',
    'RSMIVRAMSize',
    'LevelZeroHBMSize',
    'LevelZeroDDRSize',
    'LevelZeroMemorySize',
    'VectorEngineMemorySize',
    'OpenCLGlobalMemorySize',
  )
  const kib = readWhole(text?.replace(/KiB$/, ''))
  return kib === null || kib === 0 ? null : convertKibToMib(kib)
}
