import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const VERBOSE = `0000:16:01.0 PCI bridge [0604]: Intel Corporation Sky Lake-E PCI Express Root Port A [8086:2030] (rev 04) (prog-if 00 [Normal decode])
	Bus: primary=16, secondary=17, subordinate=18, sec-latency=0
	Capabilities: [90] Express (v2) Root Port (Slot+), MSI 00
		LnkCap:	Port #5, Speed 8GT/s, Width x16, ASPM L1, Exit Latency L1 <16us
		LnkSta:	Speed 8GT/s, Width x16
			TrErr- Train- SlotClk+ DLActive+ BWMgmt- ABWMgmt-
	Kernel driver in use: pcieport

0000:17:00.0 3D controller [0302]: NVIDIA Corporation GA100 [A100 PCIe 40GB] [10de:20f1] (rev a1)
	Subsystem: NVIDIA Corporation Device [10de:145f]
	NUMA node: 1
	IOMMU group: 26
	Region 0: Memory at ab000000 (32-bit, non-prefetchable) [disabled] [size=16M]
	Region 1: Memory at 382000000000 (64-bit, prefetchable) [size=64G]
	Region 3: Memory at <unassigned> (64-bit, prefetchable) [size=32M]
	Capabilities: [78] Express (v2) Endpoint, MSI 00
		LnkCap:	Port #0, Speed 16GT/s, Width x16, ASPM not supported
			ClockPM+ Surprise- LLActRep- BwNot- ASPMOptComp+
		LnkSta:	Speed 2.5GT/s (downgraded), Width x8 (downgraded)
			TrErr- Train- SlotClk+ DLActive- BWMgmt- ABWMgmt-
		LnkCap2: Supported Link Speeds: 2.5-16GT/s, Crosslink- Retimer+ 2Retimers+ DRS-
	Capabilities: [bcc v1] Single Root I/O Virtualization (SR-IOV)
		IOVCap:	Migration-, Interrupt Message Number: 000
		Initial VFs: 16, Total VFs: 16, Number of VFs: 2, Function Dependency Link: 00
		VF offset: 4, stride: 1, Device ID: 20f1
		Region 1: Memory at 0000383000000000 (64-bit, prefetchable)
	Capabilities: [c14 v1] Alternative Routing-ID Interpretation (ARI)
	Capabilities: [d00 v1] Address Translation Service (ATS)
		ATSCap:	Invalidate Queue Depth: 00
		ATSCtl:	Enable-, Smallest Translation Unit: 00
	Capabilities: [e00 v1] Access Control Services
		ACSCap:	SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans+
		ACSCtl:	SrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-
	Kernel driver in use: vfio-pci
	Kernel modules: nvidiafb, nouveau, nvidia
`

describe('lspci -vvv', () => {
  it('reads place, driver, link, memory and isolation of a GPU', () => {
    const { facts, issues } = takeFacts(parseText(VERBOSE), 'lspci')
    expect(facts.functions[1]).toMatchObject({
      address: '0000:17:00.0',
      subsystemVendorId: '10de',
      subsystemDeviceId: '145f',
      numaNode: 1,
      iommuGroup: 26,
      linkCapability: { speedGts: 16, width: 16 },
      linkStatus: { speedGts: 2.5, width: 8, isSpeedDowngraded: true, isWidthDowngraded: true },
      sriov: { totalVfs: 16, numVfs: 2, vfOffset: 4, vfStride: 1 },
      isAtsEnabled: false,
      acsEnabled: ['SrcValid', 'ReqRedir', 'CmpltRedir', 'UpstreamFwd'],
      driver: 'vfio-pci',
      modules: ['nvidiafb', 'nouveau', 'nvidia'],
    })
    expect(issues).toEqual([])
  })

  it('reads BAR sizes in bytes and keeps the regions of virtual functions out', () => {
    const { facts } = takeFacts(parseText(VERBOSE), 'lspci')
    expect(facts.functions[1]?.bars).toEqual([
      {
        index: 0,
        kind: 'memory',
        sizeBytes: 2 ** 24,
        is64Bit: false,
        isPrefetchable: false,
        isUnassigned: false,
      },
      {
        index: 1,
        kind: 'memory',
        sizeBytes: 2 ** 36,
        is64Bit: true,
        isPrefetchable: true,
        isUnassigned: false,
      },
      {
        index: 3,
        kind: 'memory',
        sizeBytes: 2 ** 25,
        is64Bit: true,
        isPrefetchable: true,
        isUnassigned: true,
      },
    ])
  })

  it('reads the buses below a bridge', () => {
    const { facts } = takeFacts(parseText(VERBOSE), 'lspci')
    expect(facts.functions[0]).toMatchObject({
      bridge: { secondaryBus: 0x17, subordinateBus: 0x18 },
      linkStatus: { isSpeedDowngraded: false, isWidthDowngraded: false },
    })
  })

  it('tells of a cut list nothing that the whole one does not say', () => {
    const { tried, read, inventions } = tryCuts(VERBOSE, 'lspci', listLengths(VERBOSE))
    expect(inventions).toEqual([])
    expect(tried).toBe(VERBOSE.length)
    expect(read).toBeGreaterThan(1_000)
  })

  it.each([
    ['0000:17:00.0 3D contr', 1],
    ['0000:16:00.0 PCI bridge [0604]: Intel Corporation Port [8086:2030]\n0000:17:0', 2],
  ])('a list cut in the middle of an address or a class is refused: %j', (text, line) => {
    expect(takeRefusal(parseText(text, 'lspci'))).toMatchObject({ code: 'truncated', line })
  })

  it('reads the slot, the serial number and what a BAR could be resized to', () => {
    const text = `0000:0a:00.0 3D controller [0302]: NVIDIA Corporation GH100 [H100 SXM5 80GB] [10de:2330] (rev a1)
	Subsystem: NVIDIA Corporation Device [10de:16c1]
	Physical Slot: 16-1
	Region 0: [virtual] Memory at <unassigned> (64-bit, prefetchable) [disabled] [size=16M]
	Region 5: I/O ports at e000 [size=128]
	Expansion ROM at <ignored> [disabled]
	Capabilities: [60] Express (v2) Endpoint, MSI 00
		LnkSta:	Speed 2.5GT/s (downgraded), Width x16 (ok)
			TrErr- Train- SlotClk+ DLActive- BWMgmt- ABWMgmt-
		LnkCap2: Supported Link Speeds: 2.5-32GT/s, Crosslink- Retimer+ 2Retimers+ DRS-
	Capabilities: [160 v1] Device Serial Number 48-B0-2D-ff-ff-5c-11-9a
	Capabilities: [bb0 v1] Physical Resizable BAR
		BAR 0: current size: 16MB, supported: 16MB
		BAR 2: current size: 128GB, supported: 64MB 128GB 1TB
`
    const [gpu] = takeFacts(parseText(text), 'lspci').facts.functions
    expect(gpu).toMatchObject({
      subsystemDeviceId: '16c1',
      physicalSlot: '16-1',
      deviceSerial: '48-b0-2d-ff-ff-5c-11-9a',
      linkCapability: null,
      linkStatus: { speedGts: 2.5, width: 16, isSpeedDowngraded: true, isWidthDowngraded: false },
      resizableBars: [
        { index: 0, currentBytes: 2 ** 24, supportedBytes: [2 ** 24] },
        { index: 2, currentBytes: 2 ** 37, supportedBytes: [2 ** 26, 2 ** 37, 2 ** 40] },
      ],
    })
    expect(gpu?.bars).toMatchObject([
      { index: 0, kind: 'memory', sizeBytes: 2 ** 24, is64Bit: true, isUnassigned: true },
      { index: 5, kind: 'io', sizeBytes: 128, isUnassigned: false },
    ])
  })

  it('knows a function that has fallen off the bus by its revision or by its header', () => {
    const text = `01:00.0 VGA compatible controller: NVIDIA Corporation Device 0fd1 (rev ff) (prog-if ff)
	!!! Unknown header type 7f
	Kernel driver in use: nvidia
02:00.0 3D controller: NVIDIA Corporation GA100 [A100 PCIe 40GB] (rev a1)
	!!! Unknown header type 7f
03:00.0 3D controller: NVIDIA Corporation GA100 [A100 PCIe 40GB] (rev a1)
`
    const { functions } = takeFacts(parseText(text), 'lspci').facts
    expect(functions.map((fn) => fn.isOffBus)).toEqual([true, true, null])
    expect(functions[0]?.driver).toBe('nvidia')
  })
})

describe('lspci in its other forms', () => {
  it('reads ids only (-n), and names only, where an unknown device goes by its id', () => {
    const numeric = '06:00.0 0302: 10de:2236 (rev a1)\n\tSubsystem: 10de:1482\n'
    expect(takeFacts(parseText(numeric), 'lspci').facts.functions).toMatchObject([
      {
        address: '0000:06:00.0',
        classCode: '0302',
        className: null,
        vendorId: '10de',
        deviceId: '2236',
        name: null,
        revision: 'a1',
        subsystemVendorId: '10de',
        subsystemDeviceId: '1482',
      },
    ])
    const named = '10000:e1:00.0 3D controller: NVIDIA Corporation Device 2941 (rev a1)\n'
    expect(takeFacts(parseText(named), 'lspci').facts.functions).toMatchObject([
      {
        address: '10000:e1:00.0',
        classCode: null,
        className: '3D controller',
        vendorId: null,
        deviceId: '2941',
      },
    ])
  })

  it('reads node and group from the flags line of -v, and no BAR without its number', () => {
    const text = `81:00.0 3D controller: NVIDIA Corporation GA100 [A100 PCIe 40GB] (rev a1)
	Flags: bus master, fast devsel, latency 0, IRQ 49, NUMA node 1, IOMMU group 57
	Memory at d0000000 (32-bit, non-prefetchable) [size=16M]
	Capabilities: <access denied>
`
    expect(takeFacts(parseText(text), 'lspci').facts.functions).toMatchObject([
      { numaNode: 1, iommuGroup: 57, bars: [] },
    ])
  })

  it('adds the details of a long list to a short one before it, and keeps the first of two long ones', () => {
    const line = '17:00.0 3D controller [0302]: NVIDIA Corporation GA100 [10de:20f1] (rev a1)\n'
    const text = `${line}${line}\tIOMMU group: 26\n${line}\tIOMMU group: 27\n\tNUMA node: 1\n`
    const { facts, issues } = takeFacts(parseText(text), 'lspci')
    expect(facts.functions).toMatchObject([{ iommuGroup: 26, numaNode: null }])
    expect(issues.map(({ code, line: at }) => [code, at])).toEqual([
      ['duplicate', 2],
      ['duplicate', 4],
    ])
  })
})
