import type { GpuLayout } from '@/emulator/gpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import type { PciFunction } from '@/emulator/pci-tree'
import { type HwlocGeneration, type HwlocObjects, info } from './hwloc-objects'
import type { XmlElement } from './xml-text'

/** What hwloc calls kinds of devices: numbers until hwloc 2, bits from hwloc 3 on. */
const OSDEV_TYPES: Record<'gpu' | 'cuda' | 'network' | 'openfabrics', Record<HwlocGeneration, number>> = {
  gpu: { 1: 1, 2: 1, 3: 12 },
  cuda: { 1: 5, 2: 5, 3: 12 },
  network: { 1: 2, 2: 2, 3: 16 },
  openfabrics: { 1: 3, 2: 3, 3: 32 },
}

/** PCI trees below the host bridges of one node; `gpuIndexes` takes the number of each GPU's NVML object. */
export function createBridges(
  host: HostLayout,
  objects: HwlocObjects,
  node: number,
  gpuIndexes: Map<string, number>,
): XmlElement[] {
  const roots = [
    ...new Set(
      host.pci
        .filter(({ parent, numaNode }) => parent.startsWith('pci') && numaNode === node)
        .map(({ parent }) => parent),
    ),
  ]
  return roots.map((root) => {
    const [domain = '', bus = ''] = root.slice(3).split(':')
    const children = host.pci.filter(({ parent }) => parent === root)
    const last = Math.max(...children.map(({ buses }) => buses?.subordinate ?? Number.parseInt(bus, 16)))
    return objects.create(
      'Bridge',
      { bridge_type: '0-1', depth: 0, bridge_pci: `${domain}:[${bus}-${formatBus(last)}]` },
      children.map((fn) => createFunction(host, objects, fn, 1, gpuIndexes)),
    )
  })
}

function createFunction(
  host: HostLayout,
  objects: HwlocObjects,
  fn: PciFunction,
  depth: number,
  gpuIndexes: Map<string, number>,
): XmlElement {
  const { subsystem, buses, link } = fn
  const progIf = objects.generation === 3 ? ` ${fn.progIf}` : ''
  const attributes = {
    pci_busid: fn.address,
    pci_type: `${fn.classCode} [${fn.vendorId}:${fn.deviceId}] [${subsystem?.vendorId ?? '0000'}:${subsystem?.deviceId ?? '0000'}] ${fn.revision}${progIf}`,
    pci_link_speed: (link ? computeGigabytes(link.currentGts, link.currentWidth) : 0).toFixed(6),
  }
  const names = [info('PCIVendor', fn.vendorName), info('PCIDevice', fn.deviceName)]
  if (buses === null) {
    return objects.create('PCIDev', attributes, [...names, ...createOsDevices(host, objects, fn, gpuIndexes)])
  }
  const domain = fn.address.slice(0, -8)
  const range = `${domain}:[${formatBus(buses.secondary)}-${formatBus(buses.subordinate)}]`
  const below = host.pci.filter(({ parent }) => parent === fn.address)
  return objects.create('Bridge', { bridge_type: '1-1', depth, bridge_pci: range, ...attributes }, [
    ...names,
    ...below.map((child) => createFunction(host, objects, child, depth + 1, gpuIndexes)),
  ])
}

function createOsDevices(
  host: HostLayout,
  objects: HwlocObjects,
  fn: PciFunction,
  gpuIndexes: Map<string, number>,
): XmlElement[] {
  const create = (
    name: string,
    kind: keyof typeof OSDEV_TYPES,
    subtype: string | null,
    infos: XmlElement[],
    index = objects.takeIndex(),
  ) =>
    objects.create(
      'OSDev',
      {
        name,
        ...(subtype !== null && objects.generation > 1 ? { subtype } : {}),
        osdev_type: OSDEV_TYPES[kind][objects.generation],
      },
      // Until hwloc 2 each says by which library it was found.
      subtype !== null && objects.generation < 3 ? [info('Backend', subtype), ...infos] : infos,
      index,
    )
  const gpu = host.nvidia?.gpus.findIndex(({ address }) => address === fn.address) ?? -1
  const amd = host.amd?.gpus.findIndex(({ address }) => address === fn.address) ?? -1
  const nic = host.nics.find(({ address }) => address === fn.address)
  const devices: XmlElement[] = []
  const found = host.nvidia?.gpus[gpu]
  if (found) {
    const index = objects.takeIndex()
    gpuIndexes.set(fn.address, index)
    if (found.mig === null && found.virtualization === 'None')
      devices.push(create(`cuda${gpu}`, 'cuda', 'CUDA', listCudaInfos(found, objects.generation)))
    devices.push(create(`nvml${gpu}`, 'gpu', 'NVML', listNvmlInfos(found), index))
  }
  const foundAmd = host.amd?.gpus[amd]
  if (foundAmd) {
    devices.push(
      create(`rsmi${amd}`, 'gpu', 'RSMI', [
        info('GPUVendor', 'AMD'),
        info('GPUModel', foundAmd.productName),
        info('AMDUUID', foundAmd.uniqueId.slice(2)),
        info('AMDSerial', foundAmd.serial),
      ]),
    )
  }
  if (nic) {
    devices.push(create(nic.name, 'network', null, []))
    if (nic.rdmaName !== null) devices.push(create(nic.rdmaName, 'openfabrics', null, []))
  }
  return devices
}

function listNvmlInfos({ board, serial, uuid }: GpuLayout): XmlElement[] {
  return [
    info('GPUVendor', 'NVIDIA Corporation'),
    info('GPUModel', board.productName),
    info('NVIDIASerial', serial),
    info('NVIDIAUUID', uuid),
  ]
}

function listCudaInfos({ board }: GpuLayout, generation: HwlocGeneration): XmlElement[] {
  const unit = generation === 3 ? 'KiB' : ''
  return [
    ...(generation === 1 ? [info('CoProcType', 'CUDA')] : []),
    info('GPUVendor', 'NVIDIA Corporation'),
    info('GPUModel', board.productName),
    info('CUDAGlobalMemorySize', `${board.memoryMib * 1024}${unit}`),
    info('CUDAMultiProcessors', String(board.multiprocessors)),
  ]
}

/** What the lanes carry after their encoding. */
function computeGigabytes(gts: number, width: number): number {
  const encoding = gts <= 5 ? 8 / 10 : 128 / 130
  return ((gts * width) / 8) * encoding
}

function formatBus(bus: number): string {
  return bus.toString(16).padStart(2, '0')
}
