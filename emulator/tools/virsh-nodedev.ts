import type { MdevTypeLayout } from '@/emulator/guest-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { findFunction, listAncestors, type PciFunction } from '@/emulator/pci-tree'
import { nameNode, node, only, splitAddress, writeAddress } from './libvirt-xml'
import { leaf, renderCompact, type XmlElement } from './xml-text'

/** Functions that the collector asks libvirt about: GPUs, their virtual functions and what shares their slots. */
export function listNodedevFunctions({ pci }: HostLayout): PciFunction[] {
  const isGpu = (fn: PciFunction) => /^(?:03|12)/.test(fn.classCode) && fn.vendorId !== '1a03'
  const slots = new Set(pci.filter(isGpu).map(({ address }) => address.slice(0, -2)))
  return pci
    .filter((fn) => isGpu(fn) || slots.has(fn.address.slice(0, -2)))
    .toSorted((a, b) => (a.address < b.address ? -1 : 1))
}

/** `virsh nodedev-dumpxml` of each GPU function and of each mediated device, one document after another. */
export function writeVirshNodedev(host: HostLayout): string {
  const functions = listNodedevFunctions(host).map((fn) => describePciDevice(host, fn))
  const mdevs = (host.mdev?.instances ?? []).map((mdev) => {
    const above = sysfsPath(host, mdev.parent)
    return node('device', {}, [
      leaf('name', `mdev_${mdev.uuid.replaceAll('-', '_')}_${mdev.parent.replaceAll(/[:.]/g, '_')}`),
      leaf('path', `${above}/${mdev.uuid}`),
      leaf('parent', nameNode(mdev.parent)),
      node('driver', {}, [leaf('name', 'vfio_mdev')]),
      node('capability', { type: 'mdev' }, [
        node('type', { id: mdev.typeId }),
        leaf('uuid', mdev.uuid),
        leaf('parent_addr', mdev.parent),
        node('iommuGroup', { number: mdev.iommuGroup }),
      ]),
    ])
  })
  return [...functions, ...mdevs].map((device) => `${renderCompact([device])}\n`).join('')
}

function describePciDevice(host: HostLayout, fn: PciFunction): XmlElement {
  const { domain, bus, slot, fn: number } = splitAddress(fn.address)
  const group = host.pci.filter(({ iommuGroup }) => iommuGroup === fn.iommuGroup)
  const types = host.mdev?.parents.find(({ address }) => address === fn.address)?.types ?? []
  return node('device', {}, [
    leaf('name', nameNode(fn.address)),
    leaf('path', sysfsPath(host, fn.address)),
    leaf('parent', fn.parent.startsWith('pci') ? 'computer' : nameNode(fn.parent)),
    ...only(fn.driver !== null, node('driver', {}, [leaf('name', fn.driver ?? '')])),
    node('capability', { type: 'pci' }, [
      leaf('class', `0x${fn.classCode}${fn.progIf}`),
      leaf('domain', domain),
      leaf('bus', bus),
      leaf('slot', slot),
      leaf('function', number),
      node('product', { id: `0x${fn.deviceId}` }, fn.deviceName),
      node('vendor', { id: `0x${fn.vendorId}` }, fn.vendorName),
      ...listVirtualFunctions(host, fn),
      ...only(types.length > 0, node('capability', { type: 'mdev_types' }, types.map(describeType))),
      node(
        'iommuGroup',
        { number: fn.iommuGroup },
        group.map(({ address }) => node('address', writeAddress(address))),
      ),
      ...only(fn.numaNode >= 0, node('numa', { node: fn.numaNode })),
      ...only(fn.link !== null, describeLink(fn)),
    ]),
  ])
}

function listVirtualFunctions(host: HostLayout, fn: PciFunction): XmlElement[] {
  if (fn.physicalFunction !== null) {
    return [
      node('capability', { type: 'phys_function' }, [node('address', writeAddress(fn.physicalFunction))]),
    ]
  }
  if (fn.virtualFunctions === 0) return []
  const functions = host.pci.filter(({ physicalFunction }) => physicalFunction === fn.address)
  return [
    node(
      'capability',
      { type: 'virt_functions', maxCount: fn.virtualFunctions },
      functions.map(({ address }) => node('address', writeAddress(address))),
    ),
  ]
}

function describeType({ typeId, name, availableInstances }: MdevTypeLayout): XmlElement {
  return node('type', { id: typeId }, [
    leaf('name', name),
    leaf('deviceAPI', 'vfio-pci'),
    leaf('availableInstances', availableInstances),
  ])
}

function describeLink({ link }: PciFunction): XmlElement {
  return node('pci-express', {}, [
    node('link', { validity: 'cap', port: 0, speed: link?.maxGts ?? 0, width: link?.maxWidth ?? 0 }),
    node('link', { validity: 'sta', speed: link?.currentGts ?? 0, width: link?.currentWidth ?? 0 }),
  ])
}

function sysfsPath({ pci }: HostLayout, address: string): string {
  const fn = findFunction(pci, address)
  return `/sys/devices/${[...listAncestors(pci, fn.address).toReversed(), fn.address].join('/')}`
}
