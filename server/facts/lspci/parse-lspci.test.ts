import { describe, expect, it } from 'vitest'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample } from '@/server/facts/testing/shared-samples'

const FORMAT = 'lspci'

function readSample(file: string) {
  return takeFacts(parseSample(FORMAT, file), 'lspci')
}

describe.skipIf(!hasSamples(FORMAT))('real lspci output', () => {
  it('has an expectation here for every sample there is', () => {
    expect(listSamples(FORMAT)).toEqual([
      'gpud_lspci-nn_a10.txt',
      'gpud_lspci-nn_a100.txt',
      'gpud_lspci_gb200.txt',
    ])
  })

  it('reads a guest with one A10, its domain left out', () => {
    const { facts, issues } = readSample('gpud_lspci-nn_a10.txt')
    expect(facts.functions).toHaveLength(20)
    expect(facts.functions.filter((fn) => fn.vendorId === '10de')).toEqual([
      expect.objectContaining({
        address: '0000:06:00.0',
        classCode: '0302',
        className: '3D controller',
        deviceId: '2236',
        name: 'NVIDIA Corporation GA102GL [A10]',
        revision: 'a1',
        driver: null,
        numaNode: null,
      }),
    ])
    expect(facts.functions.find((fn) => fn.address === '0000:00:1f.2')?.name).toContain('[AHCI mode]')
    expect(issues).toEqual([])
  })

  it('reads eight A100 and six NVSwitch bridges, each in a domain of its own', () => {
    const { facts } = readSample('gpud_lspci-nn_a100.txt')
    const nvidia = facts.functions.filter((fn) => fn.vendorId === '10de')
    expect(facts.functions).toHaveLength(31)
    expect(nvidia.filter((fn) => fn.classCode === '0302').map((fn) => fn.address)).toEqual(
      ['0001', '0002', '0003', '0004', '000b', '000c', '000d', '000e'].map((domain) => `${domain}:00:00.0`),
    )
    expect(nvidia.filter((fn) => fn.classCode === '0680')).toHaveLength(6)
  })

  it('reads names without ids from a GB200 tray', () => {
    const { facts } = readSample('gpud_lspci_gb200.txt')
    const gpus = facts.functions.filter((fn) => fn.className === '3D controller')
    expect(facts.functions).toHaveLength(87)
    expect(gpus.map((fn) => fn.address)).toEqual([
      '0008:01:00.0',
      '0009:01:00.0',
      '0018:01:00.0',
      '0019:01:00.0',
    ])
    expect(gpus[0]).toMatchObject({ name: 'NVIDIA Corporation Device 2941', deviceId: null, revision: 'a1' })
  })
})

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

  it.each([
    ['0000:17:00.0 3D contr', 1],
    ['0000:16:00.0 PCI bridge [0604]: Intel Corporation Port [8086:2030]\n0000:17:0', 2],
  ])('a list cut in the middle of an address or a class is refused: %j', (text, line) => {
    expect(takeRefusal(parseText(text, 'lspci'))).toMatchObject({ code: 'truncated', line })
  })
})
