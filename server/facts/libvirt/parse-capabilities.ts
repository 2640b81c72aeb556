import type { LibvirtCapabilitiesFacts, LibvirtCell } from '@/server/core/inventory/tools/libvirt-facts'
import { formatCpuList } from '@/server/core/units/cpu-list'
import { readProductUuid } from '@/server/core/units/product-uuid'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import type { ElementReader } from './element-reader'
import { readDocuments } from './read-documents'

/** Hundreds of CPU flags and of machine types per emulator that no fact is taken from. */
const LEFT_OUT = new Set(['feature', 'machine'])

/** `virsh capabilities`. Throws `PartRefusal`. */
export function parseCapabilities(text: string, issues: IssueList): LibvirtCapabilitiesFacts {
  const [root, second] = readDocuments(text, 'capabilities', issues, LEFT_OUT)
  if (second) issues.add('duplicate', second.line, 'capabilities told twice, the first are taken')
  const host = root?.enter('host')
  if (!root || !host) throw new PartRefusal('unrecognised', root?.line ?? 1, 'capabilities without a host')
  const topology = host.enter('topology')
  const cells = topology?.enterEach('cells/cell') ?? []
  if (topology) reportCount(topology, 'cells@num', cells.length, issues)
  return {
    hostUuid: readProductUuid(host.text('uuid')),
    architecture: host.text('cpu/arch'),
    cpuModel: host.text('cpu/model'),
    cpuVendor: host.text('cpu/vendor'),
    microcodeVersion: host.count('cpu/microcode@version'),
    socketsPerCell: host.count('cpu/topology@sockets'),
    diesPerSocket: host.count('cpu/topology@dies'),
    clustersPerDie: host.count('cpu/topology@clusters'),
    coresPerDie: host.count('cpu/topology@cores'),
    threadsPerCore: host.count('cpu/topology@threads'),
    pageSizesKib: host.enterEach('cpu/pages').flatMap((pages) => pages.kib('@size', '@unit') ?? []),
    hasIommu: host.flag('iommu@support'),
    cells: cells.flatMap((cell) => readCell(cell, issues) ?? []),
    distances: cells.flatMap((cell) => readDistances(cell) ?? []),
    caches: host.enterEach('cache/bank').map((bank) => ({
      id: bank.count('@id'),
      level: bank.count('@level'),
      type: bank.text('@type'),
      sizeKib: bank.kib('@size', '@unit'),
      cpus: bank.cpus('@cpus'),
    })),
    securityModels: host.enterEach('secmodel').flatMap((model) => model.text('model') ?? []),
    guests: root.enterEach('guest').map((guest) => ({
      osType: guest.text('os_type'),
      architecture: guest.text('arch@name'),
      domainTypes: guest.enterEach('arch/domain').flatMap((domain) => domain.text('@type') ?? []),
    })),
  }
}

function readCell(cell: ElementReader, issues: IssueList): LibvirtCell | null {
  const id = readCellId(cell)
  if (id === null) return null
  const cpus = cell.enterEach('cpus/cpu').flatMap((cpu) => {
    const cpuId = cpu.count('@id')
    return cpuId === null ? [] : [{ cpu, cpuId }]
  })
  reportCount(cell, 'cpus@num', cpus.length, issues)
  return {
    id,
    memoryMib: cell.mib('memory'),
    pages: cell.enterEach('pages').flatMap((pages) => {
      const sizeKib = pages.kib('@size', '@unit')
      return sizeKib === null ? [] : [{ sizeKib, count: pages.count('') }]
    }),
    cpus: cell.enter('cpus') ? formatCpuList(cpus.map(({ cpuId }) => cpuId)) : null,
    cpuTopology: cpus.map(({ cpu, cpuId }) => ({
      id: cpuId,
      socketId: cpu.count('@socket_id'),
      dieId: cpu.count('@die_id'),
      coreId: cpu.count('@core_id'),
      siblings: cpu.cpus('@siblings'),
    })),
  }
}

function readDistances(cell: ElementReader): LibvirtCapabilitiesFacts['distances'][number] | null {
  const from = readCellId(cell)
  const siblings = cell.enterEach('distances/sibling')
  if (from === null || siblings.length === 0) return null
  const to = siblings.flatMap((sibling) => {
    const id = sibling.count('@id')
    const distance = sibling.count('@value')
    return id === null || distance === null ? [] : [{ id, distance }]
  })
  return { from, to }
}

/** A cell whose number cannot be read is no node that anything could be joined with. */
function readCellId(cell: ElementReader): number | null {
  return /^\d{1,5}$/.test(cell.raw('@id') ?? '') ? Number(cell.raw('@id')) : null
}

function reportCount(reader: ElementReader, path: string, seen: number, issues: IssueList): void {
  const told = reader.count(path)
  if (told !== null && told !== seen)
    issues.add('countMismatch', reader.line, `${path} ${told}, ${seen} shown`)
}
