import type { HostLayout } from '@/emulator/host-layout'
import { type PciFunction, type PciLink, VF_OFFSET } from '@/emulator/pci-tree'

const CONTROL =
  'Control: I/O- Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr+ Stepping- SERR+ FastB2B- DisINTx+'
const STATUS =
  'Status: Cap+ 66MHz- UDF- FastB2B- ParErr- DEVSEL=fast >TAbort- <TAbort- <MAbort- >SERR- <PERR- INTx-'
const PORT_NAMES = {
  endpoint: 'Endpoint',
  rootPort: 'Root Port (Slot+)',
  upstream: 'Upstream Port',
  downstream: 'Downstream Port (Slot+)',
}

/** `lspci -vvv -nn -D` run as root. */
export function writeLspci({ pci, irqs }: HostLayout): string {
  const sorted = pci.toSorted((a, b) => (a.address < b.address ? -1 : 1))
  return sorted
    .map((fn, index) => {
      const vfCount = pci.filter(({ physicalFunction }) => physicalFunction === fn.address).length
      const irq = irqs.find(({ chip }) => chip.endsWith(fn.address))?.irq ?? null
      return `${listLines(fn, index, vfCount, irq).join('\n')}\n\n`
    })
    .join('')
}

function listLines(fn: PciFunction, index: number, vfCount: number, irq: number | null): string[] {
  const progIf = fn.classCode === '0604' ? ` (prog-if ${fn.progIf} [Normal decode])` : ''
  const lines = [
    `${fn.address} ${fn.className} [${fn.classCode}]: ${fn.vendorName} ${fn.deviceName} [${fn.vendorId}:${fn.deviceId}] (rev ${fn.revision})${progIf}`,
  ]
  const add = (line: string, depth = 1) => lines.push(`${'\t'.repeat(depth)}${line}`)
  if (fn.subsystem) {
    add(`Subsystem: ${fn.subsystem.name} [${fn.subsystem.vendorId}:${fn.subsystem.deviceId}]`)
  }
  add(CONTROL)
  add(STATUS)
  add('Latency: 0, Cache Line Size: 64 bytes')
  if (irq !== null) add(`Interrupt: pin A routed to IRQ ${irq}`)
  // lspci passes over the node that there is not.
  if (fn.numaNode >= 0) add(`NUMA node: ${fn.numaNode}`)
  add(`IOMMU group: ${fn.iommuGroup}`)
  fn.bars.forEach((bar) => {
    const placed = (0x2000_0000_0000 + index * 0x40_0000_0000 + bar.index * 0x10_0000_0000).toString(16)
    const at = bar.isUnassigned ? '<unassigned>' : placed
    const width = bar.is64Bit ? '64-bit' : '32-bit'
    add(
      `Region ${bar.index}: Memory at ${at} (${width}, ${bar.isPrefetchable ? '' : 'non-'}prefetchable) [size=${bar.sizeText}]`,
    )
  })
  if (fn.buses) {
    const [primary, secondary, subordinate] = [
      Number.parseInt(fn.address.slice(-7, -5), 16),
      fn.buses.secondary,
      fn.buses.subordinate,
    ].map((bus) => bus.toString(16).padStart(2, '0'))
    add(`Bus: primary=${primary}, secondary=${secondary}, subordinate=${subordinate}, sec-latency=0`)
  }
  if (fn.link) for (const [depth, line] of listExpressLines(fn.link)) add(line, depth)
  if (fn.buses) {
    add('Capabilities: [2a0 v1] Access Control Services')
    add('ACSCap:\tSrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-', 2)
    add('ACSCtl:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-', 2)
  }
  if (fn.virtualFunctions > 0) {
    add('Capabilities: [bcc v1] Single Root I/O Virtualization (SR-IOV)')
    add('IOVCap:\tMigration- 10BitTagReq+ Interrupt Message Number: 000', 2)
    const sign = vfCount > 0 ? '+' : '-'
    add(`IOVCtl:\tEnable${sign} Migration- Interrupt- MSE${sign} ARIHierarchy+ 10BitTagReq-`, 2)
    add(
      `Initial VFs: ${fn.virtualFunctions}, Total VFs: ${fn.virtualFunctions}, Number of VFs: ${vfCount}, Function Dependency Link: 00`,
      2,
    )
    add(`VF offset: ${VF_OFFSET}, stride: 1, Device ID: ${fn.deviceId}`, 2)
  }
  if (fn.driver) add(`Kernel driver in use: ${fn.driver}`)
  if (fn.modules.length > 0) add(`Kernel modules: ${fn.modules.join(', ')}`)
  return lines
}

function listExpressLines(link: PciLink): [number, string][] {
  const speed = `${link.currentGts}GT/s${link.currentGts < link.maxGts ? ' (downgraded)' : ''}`
  const width = `x${link.currentWidth}${link.currentWidth < link.maxWidth ? ' (downgraded)' : ''}`
  return [
    [1, `Capabilities: [60] Express (v2) ${PORT_NAMES[link.port]}, MSI 00`],
    [2, 'DevCap:\tMaxPayload 512 bytes, PhantFunc 0'],
    [2, 'DevSta:\tCorrErr- NonFatalErr- FatalErr- UnsupReq- AuxPwr- TransPend-'],
    [2, `LnkCap:\tPort #0, Speed ${link.maxGts}GT/s, Width x${link.maxWidth}, ASPM not supported`],
    [3, 'ClockPM- Surprise- LLActRep- BwNot- ASPMOptComp+'],
    [2, 'LnkCtl:\tASPM Disabled; RCB 64 bytes, Disabled- CommClk+'],
    [2, `LnkSta:\tSpeed ${speed}, Width ${width}`],
    [3, 'TrErr- Train- SlotClk+ DLActive- BWMgmt- ABWMgmt-'],
  ]
}
