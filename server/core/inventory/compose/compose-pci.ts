import type { HostNumaNode, HostPciFunction, PciLink } from '@/server/core/inventory/host-facts'
import type {
  LspciFunction,
  LspciSriov,
  PciIds,
  SysfsPciFunction,
} from '@/server/core/inventory/tools/pci-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import { comparePciAddresses, type PciAddress, splitPciAddress } from '@/server/core/units/pci-address'
import { getLinkGeneration } from '@/server/core/units/pcie-link'
import { resolveNumaNode } from './compose-numa'
import { type FactJudge, pickFirst } from './fact-judge'
import { findPhysicalFunctions } from './find-physical-functions'

const ID_FIELDS = ['classCode', 'vendorId', 'deviceId', 'subsystemVendorId', 'subsystemDeviceId'] as const

/** PCI functions by address, sysfs before lspci. Null when neither told. */
export function composePciFunctions(
  parts: ToolParts,
  nodes: HostNumaNode[] | null,
  judge: FactJudge,
): HostPciFunction[] | null {
  const { 'sysfs-pci': sysfs, lspci } = parts
  if (!sysfs && !lspci) return null
  const fromSysfs = new Map((sysfs?.functions ?? []).map((fn) => [fn.address, fn]))
  const fromLspci = new Map((lspci?.functions ?? []).map((fn) => [fn.address, fn]))
  const bridges = indexBridges(lspci?.functions ?? [])
  const functions = [...new Set([...fromSysfs.keys(), ...fromLspci.keys()])]
    .toSorted(comparePciAddresses)
    .map((address) =>
      composeFunction(address, fromSysfs.get(address), fromLspci.get(address), bridges, nodes, judge),
    )
  const physicalFunctions = findPhysicalFunctions(functions)
  return functions.map((fn) => ({ ...fn, physicalFunction: physicalFunctions.get(fn.address) ?? null }))
}

function composeFunction(
  address: PciAddress,
  sysfs: SysfsPciFunction | undefined,
  lspci: LspciFunction | undefined,
  bridges: Map<string, PciAddress>,
  nodes: HostNumaNode[] | null,
  judge: FactJudge,
): HostPciFunction {
  const choose = <T extends string | number | boolean>(
    fact: string,
    bySysfs: T | null | undefined,
    byLspci: T | null | undefined,
  ) =>
    judge.pick(`pciFunctions[${address}].${fact}`, [
      { tool: 'sysfs-pci', value: bySysfs },
      { tool: 'lspci', value: byLspci },
    ])
  const ids = Object.fromEntries(
    ID_FIELDS.map((field) => [field, choose(field, sysfs?.[field], lspci?.[field])]),
  ) as unknown as PciIds
  return {
    address,
    ...ids,
    parent: sysfs?.parent ?? (sysfs?.rootBus ? null : findParent(address, bridges)),
    rootBus: sysfs?.rootBus ?? null,
    physicalFunction: null,
    className: lspci?.className ?? null,
    name: lspci?.name ?? null,
    revision: lspci?.revision ?? null,
    numaNode: choose('numaNode', resolveNumaNode(sysfs?.numaNode, nodes), lspci?.numaNode),
    iommuGroup: choose('iommuGroup', sysfs?.iommuGroup, lspci?.iommuGroup),
    driver: choose('driver', sysfs?.driver, lspci?.driver),
    // Without -v lspci lists neither: an empty list is "not told".
    modules: lspci && lspci.modules.length > 0 ? lspci.modules : null,
    bars: lspci && lspci.bars.length > 0 ? lspci.bars : null,
    link: composeLink(sysfs, lspci, choose),
    sriov: composeSriov(sysfs, lspci, choose),
    acsEnabled: lspci?.acsEnabled ?? null,
    isAtsEnabled: lspci?.isAtsEnabled ?? null,
  }
}

type ChooseNumber = (
  fact: string,
  bySysfs: number | null | undefined,
  byLspci: number | null | undefined,
) => number | null

function composeLink(
  sysfs: SysfsPciFunction | undefined,
  lspci: LspciFunction | undefined,
  choose: ChooseNumber,
): PciLink | null {
  const maxGts = choose('link.maxGts', sysfs?.maxLinkSpeedGts, lspci?.linkCapability?.speedGts)
  const maxWidth = choose('link.maxWidth', sysfs?.maxLinkWidth, lspci?.linkCapability?.width)
  const currentWidth = choose('link.currentWidth', sysfs?.currentLinkWidth, lspci?.linkStatus?.width)
  // The rate moves with load between two readings: no contradiction.
  const currentGts = pickFirst(sysfs?.currentLinkSpeedGts, lspci?.linkStatus?.speedGts)
  if (maxGts === null && maxWidth === null && currentWidth === null && currentGts === null) return null
  return {
    currentWidth,
    maxGts,
    maxGen: getLinkGeneration(maxGts),
    maxWidth,
    reading: { currentGts, currentGen: getLinkGeneration(currentGts) },
  }
}

function composeSriov(
  sysfs: SysfsPciFunction | undefined,
  lspci: LspciFunction | undefined,
  choose: ChooseNumber,
): LspciSriov | null {
  if (!lspci?.sriov && (sysfs?.sriovTotalVfs ?? null) === null) return null
  return {
    totalVfs: choose('sriov.totalVfs', sysfs?.sriovTotalVfs, lspci?.sriov?.totalVfs),
    numVfs: choose('sriov.numVfs', sysfs?.sriovNumVfs, lspci?.sriov?.numVfs),
    vfOffset: lspci?.sriov?.vfOffset ?? null,
    vfStride: lspci?.sriov?.vfStride ?? null,
  }
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
