import { formatCpuList, listNodeCpus } from '@/emulator/cpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import type { PciFunction } from '@/emulator/pci-tree'

/** `/sys/bus/pci/devices` attribute by attribute, as the collector reads it. */
export function writeSysfsPci({ pci }: HostLayout): string {
  const lines: string[] = []
  const sorted = pci.toSorted((a, b) => (a.address < b.address ? -1 : 1))
  const countVfs = (fn: PciFunction) =>
    pci.filter(({ physicalFunction }) => physicalFunction === fn.address).length
  const addEach = (attribute: string, read: (fn: PciFunction) => string | number | null) => {
    for (const fn of sorted) {
      const value = read(fn)
      if (value !== null) lines.push(`/sys/bus/pci/devices/${fn.address}/${attribute}:${value}`)
    }
  }
  addEach('class', (fn) => `0x${fn.classCode}${fn.progIf}`)
  addEach('vendor', (fn) => `0x${fn.vendorId}`)
  addEach('device', (fn) => `0x${fn.deviceId}`)
  addEach('subsystem_vendor', (fn) => `0x${fn.subsystem?.vendorId ?? '0000'}`)
  addEach('subsystem_device', (fn) => `0x${fn.subsystem?.deviceId ?? '0000'}`)
  // A virtual function has the registers of a link and no link.
  const isVirtual = (fn: PciFunction) => fn.physicalFunction !== null
  addEach('current_link_speed', (fn) => (isVirtual(fn) ? 'Unknown' : formatSpeed(fn.link?.currentGts)))
  addEach('current_link_width', (fn) => (isVirtual(fn) ? 0 : (fn.link?.currentWidth ?? null)))
  addEach('max_link_speed', (fn) => (isVirtual(fn) ? 'Unknown' : formatSpeed(fn.link?.maxGts)))
  addEach('max_link_width', (fn) => (isVirtual(fn) ? 0 : (fn.link?.maxWidth ?? null)))
  addEach('numa_node', (fn) => fn.numaNode)
  addEach('sriov_numvfs', (fn) => (fn.virtualFunctions > 0 ? countVfs(fn) : null))
  addEach('sriov_totalvfs', (fn) => (fn.virtualFunctions > 0 ? fn.virtualFunctions : null))
  addEach('driver', (fn) => fn.driver)
  addEach('iommu_group', (fn) => fn.iommuGroup)
  addEach('parent', (fn) => fn.parent)
  return `${lines.join('\n')}\n`
}

/** `32.0 GT/s PCIe`: the kernel always prints one decimal. */
function formatSpeed(gts: number | undefined): string | null {
  return gts === undefined ? null : `${gts.toFixed(1)} GT/s PCIe`
}

const nodePath = (node: number) => `/sys/devices/system/node/node${node}`

/** `/sys/devices/system/node`. */
export function writeSysfsNode(host: HostLayout): string {
  const cpus = listNodeCpus(host)
  const lines = [
    ...host.nodes.map(({ id }, place) => `${nodePath(id)}/cpulist:${formatCpuList(cpus[place] ?? [])}`),
    ...host.nodes.map(({ id }, place) => `${nodePath(id)}/distance:${host.distances[place]?.join(' ')}`),
    ...host.nodes.flatMap(({ id, totalKib, freeKib }) => [
      `${nodePath(id)}/meminfo:Node ${id} MemTotal:       ${totalKib} kB`,
      `${nodePath(id)}/meminfo:Node ${id} MemFree:        ${freeKib} kB`,
    ]),
    ...host.nodes.flatMap(({ id, hugepages }) =>
      hugepages.flatMap(({ sizeKib, total, free }) => [
        `${nodePath(id)}/hugepages/hugepages-${sizeKib}kB/nr_hugepages:${total}`,
        `${nodePath(id)}/hugepages/hugepages-${sizeKib}kB/free_hugepages:${free}`,
      ]),
    ),
  ]
  return `${lines.join('\n')}\n`
}

/** `/sys/class/dmi/id`. */
export function writeDmi({ machine }: HostLayout): string {
  const values: [string, string][] = [
    ['product_uuid', machine.productUuid],
    ['product_name', machine.product],
    ['product_family', machine.family],
    ['sys_vendor', machine.vendor],
    ['product_serial', machine.serial],
    ['board_name', machine.board],
    ['bios_version', machine.biosVersion],
    ['bios_date', machine.biosDate],
    ['chassis_asset_tag', 'To be filled by O.E.M.'],
  ]
  return values.map(([name, value]) => `/sys/class/dmi/id/${name}:${value}\n`).join('')
}
