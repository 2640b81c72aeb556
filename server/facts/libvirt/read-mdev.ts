import type { LibvirtMdev } from '@/server/core/inventory/tools/libvirt-facts'
import type { ElementReader } from './element-reader'
import { readMdevName, readPciName, readUuid } from './read-libvirt-value'

export function readMdev(device: ElementReader, mdev: ElementReader): LibvirtMdev {
  const name = device.text('name')
  const path = device.text('path')
  const byName = readMdevName(name)
  const parentName = device.text('parent')
  return {
    name,
    path,
    uuid: agree(mdev, 'uuid', [mdev.uuid('uuid'), byName.uuid, readUuid(path?.split('/').at(-1) ?? '')]),
    parent: agree(mdev, 'parent', [mdev.addressText('parent_addr'), byName.parent, readPciName(parentName)]),
    typeId: mdev.text('type@id'),
    driver: device.text('driver/name'),
    iommuGroup: mdev.count('iommuGroup@number'),
  }
}

/** The one value of all that tell any; null where none does or two differ. */
function agree<T extends string>(reader: ElementReader, what: string, values: (T | null)[]): T | null {
  const told = [...new Set(values.filter((value) => value !== null))]
  if (told.length > 1) reader.report('', `${what} ${told.join(', ')}`)
  return told.length === 1 ? (told[0] ?? null) : null
}
