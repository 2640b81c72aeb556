import type { LibvirtLink, LibvirtPciDevice, LibvirtVpd } from '@/server/core/inventory/tools/libvirt-facts'
import type { MdevType } from '@/server/core/inventory/tools/mdev-facts'
import type { PciAddress } from '@/server/core/units/pci-address'
import { composeAddress, type ElementReader } from './element-reader'
import { readPathAddress, readPciName } from './read-libvirt-value'

export function readPciDevice(device: ElementReader, pci: ElementReader): LibvirtPciDevice {
  const name = device.text('name')
  const path = device.text('path')
  const parent = device.text('parent')
  const addressBy = { name: readPciName(name), path: readPathAddress(path), numbers: readNumbers(pci) }
  const virtualFunctions = pci.enterCapability('virt_functions')
  return {
    name,
    path,
    parent,
    parentAddress: readPciName(parent),
    address: judgeAddress(device, addressBy),
    addressBy,
    classCode: pci.hexId('class', 6)?.slice(0, 4) ?? null,
    vendorId: pci.hexId('vendor@id', 4),
    deviceId: pci.hexId('product@id', 4),
    subsystemVendorId: null,
    subsystemDeviceId: null,
    driver: device.text('driver/name'),
    vendorName: pci.text('vendor'),
    productName: pci.text('product'),
    numaNode: pci.count('numa@node'),
    iommuGroup: pci.count('iommuGroup@number'),
    iommuGroupMembers: readAddresses(pci.enter('iommuGroup')),
    linkCapability: readLink(pci, 'cap'),
    linkStatus: readLink(pci, 'sta'),
    mdevTypes: pci.enterCapability('mdev_types')?.enterEach('type').flatMap(readMdevType) ?? [],
    virtualFunctions: readAddresses(virtualFunctions),
    maxVirtualFunctions: virtualFunctions?.count('@maxCount') ?? null,
    physicalFunction: pci.enterCapability('phys_function')?.address('address') ?? null,
    vpd: readVpd(pci.enterCapability('vpd')),
  }
}

/** libvirt's domain, bus, slot and function are decimal: bus 130 is 82. */
function readNumbers(pci: ElementReader): PciAddress | null {
  const numbers = ['domain', 'bus', 'slot', 'function'].map((path) => pci.count(path))
  const [domain, bus, slot, fn] = numbers
  const address = composeAddress(domain, bus, slot, fn)
  if (!address && numbers.every((number) => number !== null))
    pci.report('bus', `address ${numbers.join(' ')}`)
  return address
}

/**
 * libvirt makes the name from the numbers, so where these two differ somebody's hand was in it and neither counts.
 * The path is a third witness: it is noted when it differs, and asked only when the others are silent.
 */
function judgeAddress(device: ElementReader, by: LibvirtPciDevice['addressBy']): PciAddress | null {
  const told = [by.name, by.numbers, by.path].filter((address) => address !== null)
  if (new Set(told).size > 1) {
    device.report('name', `address by name ${by.name}, path ${by.path}, numbers ${by.numbers}`)
  }
  if (by.name !== null && by.numbers !== null && by.name !== by.numbers) return null
  return told[0] ?? null
}

/** Null where one of them cannot be read: a group that misses a member looks safer than it is. */
function readAddresses(parent: ElementReader | null): PciAddress[] | null {
  const addresses = parent?.enterEach('address').map((reader) => reader.address('')) ?? [null]
  const readable = addresses.filter((address) => address !== null)
  return readable.length === addresses.length ? readable : null
}

/** Width 0 is libvirt's "no link". */
function readLink(pci: ElementReader, validity: 'cap' | 'sta'): LibvirtLink | null {
  const link = pci.enterEach('pci-express/link').find((one) => one.raw('@validity') === validity)
  if (!link) return null
  const speedGts = link.decimal('@speed')
  const width = link.count('@width') || null
  return speedGts === null && width === null ? null : { speedGts, width }
}

function readMdevType(type: ElementReader): MdevType[] {
  const typeId = type.text('@id')
  if (typeId === null) {
    type.report('@id', 'a type without its id')
    return []
  }
  return [
    {
      typeId,
      name: type.text('name'),
      deviceApi: type.text('deviceAPI'),
      availableInstances: type.count('availableInstances'),
      framebufferMib: null,
      maxInstances: null,
      maxHeads: null,
      frameRateLimitFps: null,
      maxResolution: null,
      descriptionLines: null,
    },
  ]
}

/** The read-only fields are the maker's; of the others only the asset tag is the owner's word. */
function readVpd(vpd: ElementReader | null): LibvirtVpd | null {
  if (!vpd) return null
  const fields = vpd.enterEach('fields')
  const fixed = fields.find((one) => one.raw('@access') === 'readonly')
  const own = fields.find((one) => one.raw('@access') === 'readwrite')
  return {
    name: vpd.text('name'),
    partNumber: fixed?.text('part_number') ?? null,
    serial: fixed?.text('serial_number') ?? null,
    manufacturerId: fixed?.text('manufacture_id') ?? null,
    changeLevel: fixed?.text('change_level') ?? null,
    assetTag: own?.text('asset_tag') ?? null,
  }
}
