import type { HostNumaNode, HostPciFunction, PciLink } from '@/server/core/inventory/host-facts'
import type { HwlocPciDevice } from '@/server/core/inventory/tools/hwloc-facts'
import type { LibvirtPciDevice } from '@/server/core/inventory/tools/libvirt-facts'
import type { LspciFunction, LspciSriov, SysfsPciFunction } from '@/server/core/inventory/tools/pci-facts'
import type { ToolId, ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { comparePciAddresses, type PciAddress, splitPciAddress } from '@/server/core/units/pci-address'
import { getLinkGeneration } from '@/server/core/units/pcie-link'
import { resolveNumaNode } from './compose-numa'
import type { Claim, FactJudge } from './fact-judge'
import { findPhysicalFunctions } from './find-physical-functions'

/** The tools that show PCI functions, the most trusted first. libvirt and hwloc show a selection only. */
export const PCI_TOOLS = ['sysfs-pci', 'lspci', 'virsh-nodedev', 'lstopo'] as const

/** One function as each tool saw it. */
interface PciSighting {
  sysfs?: SysfsPciFunction
  lspci?: LspciFunction
  nodedev?: LibvirtPciDevice
  hwloc?: HwlocPciDevice
}

/** PCI functions by address. Null when no tool told. */
export function composePciFunctions(
  parts: ToolParts,
  nodes: HostNumaNode[] | null,
  judge: FactJudge,
): HostPciFunction[] | null {
  if (!PCI_TOOLS.some((tool) => parts[tool])) return null
  const bridges = indexBridges(parts.lspci?.functions ?? [])
  const functions = [...joinSightings(parts)]
    .toSorted(([a], [b]) => comparePciAddresses(a, b))
    .map(([address, sighting]) => composeFunction(address, sighting, bridges, nodes, judge))
  const physicalFunctions = findPhysicalFunctions(functions)
  for (const device of parts['virsh-nodedev']?.pci ?? []) {
    if (device.address && device.physicalFunction) {
      physicalFunctions.set(device.address, device.physicalFunction)
    }
  }
  // Tools that select devices and show none have not said that there are none.
  if (functions.length === 0 && !parts['sysfs-pci'] && !parts.lspci) return null
  return functions.map((fn) => ({ ...fn, physicalFunction: physicalFunctions.get(fn.address) ?? null }))
}

function joinSightings(parts: ToolParts): Map<PciAddress, PciSighting> {
  const sightings = new Map<PciAddress, PciSighting>()
  const see = (address: PciAddress | null, sight: PciSighting) => {
    if (address) sightings.set(address, { ...sightings.get(address), ...sight })
  }
  for (const sysfs of parts['sysfs-pci']?.functions ?? []) see(sysfs.address, { sysfs })
  for (const lspci of parts.lspci?.functions ?? []) see(lspci.address, { lspci })
  for (const nodedev of parts['virsh-nodedev']?.pci ?? []) see(nodedev.address, { nodedev })
  for (const hwloc of parts.lstopo?.pciDevices ?? []) see(hwloc.address, { hwloc })
  return sightings
}

/** The tools that showed one function. */
export function listPciTools(parts: ToolParts): Map<PciAddress, ToolId[]> {
  return new Map(
    [...joinSightings(parts)].map(([address, { sysfs, lspci, nodedev, hwloc }]) => [
      address,
      PCI_TOOLS.filter((_, position) => [sysfs, lspci, nodedev, hwloc][position]),
    ]),
  )
}

function composeFunction(
  address: PciAddress,
  { sysfs, lspci, nodedev, hwloc }: PciSighting,
  bridges: Map<string, PciAddress>,
  nodes: HostNumaNode[] | null,
  judge: FactJudge,
): HostPciFunction {
  const choose: Choose = (fact, bySysfs, byLspci, byNodedev, byHwloc) =>
    judge.pick(`pciFunctions[${address}].${fact}`, [
      ['sysfs-pci', bySysfs],
      ['lspci', byLspci],
      ['virsh-nodedev', byNodedev],
      ['lstopo', byHwloc],
    ])
  const say = <T>(fact: string, ...claims: Claim<T>[]) =>
    judge.prefer(`pciFunctions[${address}].${fact}`, claims)
  const chooseId = (field: IdField) =>
    choose(field, sysfs?.[field], lspci?.[field], nodedev?.[field], hwloc?.[field])
  return {
    address,
    classCode: chooseId('classCode'),
    vendorId: chooseId('vendorId'),
    deviceId: chooseId('deviceId'),
    subsystemVendorId: chooseId('subsystemVendorId'),
    subsystemDeviceId: chooseId('subsystemDeviceId'),
    parent: sysfs?.rootBus
      ? null
      : (choose('parent', sysfs?.parent, findParent(address, bridges), nodedev?.parentAddress) ??
        // The nearest bridge that lstopo shows: it leaves out those it holds for unimportant.
        say('parent', ['lstopo', hwloc?.parent])),
    rootBus: say('rootBus', ['sysfs-pci', sysfs?.rootBus], ['lstopo', hwloc?.rootBus]),
    physicalFunction: null,
    className: say('className', ['lspci', lspci?.className]),
    name: say(
      'name',
      ['lspci', lspci?.name],
      ['virsh-nodedev', joinName(nodedev?.vendorName, nodedev?.productName)],
      ['lstopo', hwloc?.name],
    ),
    revision: say('revision', ['lspci', lspci?.revision]),
    numaNode: choose(
      'numaNode',
      resolveNumaNode(sysfs?.numaNode, nodes),
      lspci?.numaNode,
      nodedev?.numaNode,
      hwloc?.numaNode,
    ),
    iommuGroup: choose('iommuGroup', sysfs?.iommuGroup, lspci?.iommuGroup, nodedev?.iommuGroup),
    driver: choose('driver', sysfs?.driver, lspci?.driver, nodedev?.driver),
    // Without -v lspci lists neither: an empty list is "not told".
    modules: say('modules', ['lspci', lspci && lspci.modules.length > 0 ? lspci.modules : null]),
    bars: say('bars', ['lspci', lspci && lspci.bars.length > 0 ? lspci.bars : null]),
    link: composeLink(address, { sysfs, lspci, nodedev }, choose, judge),
    sriov: composeSriov({ sysfs, lspci, nodedev }, choose),
    acsEnabled: say('acsEnabled', ['lspci', lspci?.acsEnabled]),
    isAtsEnabled: say('isAtsEnabled', ['lspci', lspci?.isAtsEnabled]),
  }
}

type IdField = 'classCode' | 'vendorId' | 'deviceId' | 'subsystemVendorId' | 'subsystemDeviceId'

type Choose = <T extends string | number | boolean>(
  fact: string,
  bySysfs: T | null | undefined,
  byLspci: T | null | undefined,
  byNodedev?: T | null,
  byHwloc?: T | null,
) => T | null

function composeLink(
  address: PciAddress,
  { sysfs, lspci, nodedev }: PciSighting,
  choose: Choose,
  judge: FactJudge,
): PciLink | null {
  const [capability, status] = [nodedev?.linkCapability, nodedev?.linkStatus]
  const maxGts = choose(
    'link.maxGts',
    sysfs?.maxLinkSpeedGts,
    lspci?.linkCapability?.speedGts,
    capability?.speedGts,
  )
  const maxWidth = choose(
    'link.maxWidth',
    sysfs?.maxLinkWidth,
    lspci?.linkCapability?.width,
    capability?.width,
  )
  const currentWidth = choose(
    'link.currentWidth',
    sysfs?.currentLinkWidth,
    lspci?.linkStatus?.width,
    status?.width,
  )
  // The rate moves with load between two readings: no contradiction.
  const currentGts = judge.prefer(`pciFunctions[${address}].link.reading.currentGts`, [
    ['sysfs-pci', sysfs?.currentLinkSpeedGts],
    ['lspci', lspci?.linkStatus?.speedGts],
    ['virsh-nodedev', status?.speedGts],
  ])
  if (maxGts === null && maxWidth === null && currentWidth === null && currentGts === null) return null
  return {
    currentWidth,
    maxGts,
    maxGen: getLinkGeneration(maxGts),
    maxWidth,
    reading: { currentGts, currentGen: getLinkGeneration(currentGts) },
  }
}

function composeSriov({ sysfs, lspci, nodedev }: PciSighting, choose: Choose): LspciSriov | null {
  const isTold =
    lspci?.sriov ||
    (sysfs?.sriovTotalVfs ?? null) !== null ||
    (nodedev?.maxVirtualFunctions ?? null) !== null ||
    (nodedev?.virtualFunctions?.length ?? 0) > 0
  if (!isTold) return null
  return {
    totalVfs: choose(
      'sriov.totalVfs',
      sysfs?.sriovTotalVfs,
      lspci?.sriov?.totalVfs,
      nodedev?.maxVirtualFunctions,
    ),
    numVfs: choose(
      'sriov.numVfs',
      sysfs?.sriovNumVfs,
      lspci?.sriov?.numVfs,
      nodedev?.virtualFunctions?.length,
    ),
    vfOffset: choose('sriov.vfOffset', null, lspci?.sriov?.vfOffset),
    vfStride: choose('sriov.vfStride', null, lspci?.sriov?.vfStride),
  }
}

function joinName(vendor: string | null | undefined, product: string | null | undefined): string | null {
  return [vendor, product].filter(Boolean).join(' ') || null
}

/** Bridges by the bus directly below them. A bridge the firmware left without a bus has secondary 0. */
function indexBridges(functions: LspciFunction[]): Map<string, PciAddress> {
  return new Map(
    functions.flatMap(({ address, bridge }) =>
      bridge && bridge.secondaryBus > 0
        ? [[`${splitPciAddress(address).domain}:${bridge.secondaryBus}`, address] as const]
        : [],
    ),
  )
}

function findParent(address: PciAddress, bridges: Map<string, PciAddress>): PciAddress | null {
  const { domain, bus } = splitPciAddress(address)
  const parent = bridges.get(`${domain}:${bus}`) ?? null
  return parent === address ? null : parent
}
