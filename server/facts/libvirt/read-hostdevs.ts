import type { LibvirtHostdevMdev, LibvirtHostdevPci } from '@/server/core/inventory/tools/libvirt-facts'
import type { ElementReader } from './element-reader'

/** PCI functions of the host that a domain holds: plain ones, then those that are its network interfaces. */
export function readPciHostdevs(domain: ElementReader): LibvirtHostdevPci[] {
  const hostdevs = listHostdevs(domain, 'pci').map((hostdev) => readPciHostdev(hostdev, false))
  const interfaces = domain
    .enterEach('devices/interface')
    .filter((one) => one.raw('@type') === 'hostdev')
    .map((one) => readPciHostdev(one, true))
  return [...hostdevs, ...interfaces]
}

export function readMdevHostdevs(domain: ElementReader): LibvirtHostdevMdev[] {
  return listHostdevs(domain, 'mdev').map((hostdev) => {
    const uuid = hostdev.uuid('source/address@uuid')
    if (hostdev.text('source/address@uuid') === null)
      hostdev.report('source', 'a mediated device without its UUID')
    return { uuid, guest: readGuestAddress(hostdev), model: hostdev.text('@model') }
  })
}

/** USB, SCSI and storage devices are none of Berth's business. */
function listHostdevs(domain: ElementReader, type: 'pci' | 'mdev'): ElementReader[] {
  return domain
    .enterEach('devices/hostdev')
    .filter((one) => one.raw('@mode') === 'subsystem' && one.raw('@type') === type)
}

function readPciHostdev(device: ElementReader, isInterface: boolean): LibvirtHostdevPci {
  const source = device.address('source/address')
  if (!device.enter('source/address')) device.report('source', 'a host device without its address')
  return {
    source,
    guest: readGuestAddress(device),
    driver: device.text('driver@model') ?? device.text('driver@name'),
    isManaged: device.flag('@managed'),
    isInterface,
  }
}

/** Where the guest finds it; not told before the first start, and of no interest on a bus other than PCI. */
function readGuestAddress(device: ElementReader) {
  return device.raw('address@type') === 'pci' ? device.address('address') : null
}
