import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const FALLEN = 'NVRM: Xid (PCI:0000:3b:00): 79, pid=1234, name=python, GPU has fallen off the bus.'

const read = (text: string) => takeFacts(parseText(text, 'kernel-log'), 'kernel-log')
const readOne = (message: string) => {
  const { events } = read(`[   12.345678] ${message}`).facts
  expect(events).toHaveLength(1)
  return events[0]
}

describe('lines of the kernel’s log', () => {
  it.each([
    ['dmesg', `[12345.678901] ${FALLEN}`, '12345.678901'],
    ['dmesg of a young kernel', `[    1.000001] ${FALLEN}`, '1.000001'],
    ['dmesg with callers', `[   12.345678][ T1234] ${FALLEN}`, '12.345678'],
    ['dmesg -r', `<3>[   12.345678] ${FALLEN}`, '12.345678'],
    ['dmesg -x', `kern  :err   : [   12.345678] ${FALLEN}`, '12.345678'],
    ['dmesg -T', `[Tue Mar  5 10:11:12 2024] ${FALLEN}`, 'Tue Mar  5 10:11:12 2024'],
    ['dmesg -t', FALLEN, null],
    [
      'dmesg with ISO dates',
      `2024-03-05T10:11:12,123456+01:00 ${FALLEN}`,
      '2024-03-05T10:11:12,123456+01:00',
    ],
    ['journalctl', `Mar 05 10:11:12 gpu-07 kernel: ${FALLEN}`, 'Mar 05 10:11:12'],
    ['journalctl in German', `Okt 06 17:59:27 gpu-07 kernel: ${FALLEN}`, 'Okt 06 17:59:27'],
    ['journalctl short-iso', `2024-03-05T10:11:12+0100 gpu-07 kernel: ${FALLEN}`, '2024-03-05T10:11:12+0100'],
    [
      'journalctl short-full',
      `Tue 2024-03-05 10:11:12 CET gpu-07 kernel: ${FALLEN}`,
      'Tue 2024-03-05 10:11:12 CET',
    ],
    ['journalctl short-monotonic', `[   12.345678] gpu-07 kernel: ${FALLEN}`, '12.345678'],
    ['journalctl short-unix', `1709629872.123456 gpu-07 kernel: ${FALLEN}`, '1709629872.123456'],
    ['rsyslog', `Mar  5 10:11:12 gpu-07 kernel: [12345.678901] ${FALLEN}`, 'Mar  5 10:11:12'],
  ])('of %s are read, stamp and message apart', (_, line, stamp) => {
    const { facts } = takeFacts(parseText(`${line}\n`), 'kernel-log')
    expect(facts.events).toMatchObject([{ kind: 'xid', number: 79, stamp, message: FALLEN }])
  })

  it('of other programs and other things are passed over', () => {
    const text = [
      'Mar 05 10:11:12 gpu-07 systemd[1]: Starting nvidia-persistenced.service...',
      'Mar 05 10:11:12 gpu-07 nvidia-persistenced[812]: nvidia 0000:3b:00.0: started',
      'Mar 05 10:11:12 gpu-07 kernel: EXT4-fs (sda1): mounted filesystem',
      'Mar 05 10:11:12 gpu-07 kernel: audit: type=1400 comm="nvidia-smi" NVRM: Xid (PCI:0000:3b:00): 79',
      'Mar 05 10:11:12 gpu-07 kernel: pci 0000:3b:00.0: [10de:2330] type 00 class 0x030200',
      'Mar 05 10:11:12 gpu-07 kernel: pcieport 0000:16:01.0: AER: enabled with IRQ 34',
      'Mar 05 10:11:12 gpu-07 kernel: pcieport 0000:16:01.0: DPC: enabled with IRQ 34',
      'Mar 05 10:11:12 gpu-07 kernel: mce: CPU0: Thermal monitoring enabled (TM1)',
      'Mar 05 10:11:12 gpu-07 kernel: MCE: In-kernel MCE decoding enabled.',
    ]
    expect(read(text.join('\n'))).toEqual({ facts: { events: [] }, issues: [] })
  })

  it('may be none at all, where journalctl says so', () => {
    expect(read('-- No entries --\n').facts.events).toEqual([])
    expect(takeRefusal(parseText('Some prose.\n', 'kernel-log')).code).toBe('unrecognised')
  })
})

describe('Xids', () => {
  const unknown = { pid: null, processName: null, gpuInstanceId: null, computeInstanceId: null, nvlink: null }

  it.each([
    [FALLEN, { number: 79, address: '0000:3b:00.0', pid: 1234, processName: 'python' }],
    [
      "NVRM: Xid (PCI:0000:3b:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus.",
      { number: 79, address: '0000:3b:00.0', ...unknown },
    ],
    ['NVRM: Xid (0000:03:00): 14, Channel 00000001', { number: 14, address: '0000:03:00.0', ...unknown }],
    [
      'NVRM: Xid (PCI:0009:01:00 GPU-I:05): 94, pid=7194, Contained: CE User Channel (0x9). RST: No, D-RST: No',
      {
        number: 94,
        address: '0009:01:00.0',
        gpuInstanceId: 5,
        computeInstanceId: null,
        pid: 7194,
        processName: null,
      },
    ],
    [
      'NVRM: Xid (PCI:0000:3b:00 GPU-I:01 GPU-CI:02): 13, pid=9, name=pt_main_thread, Graphics Exception',
      { number: 13, gpuInstanceId: 1, computeInstanceId: 2, pid: 9, processName: 'pt_main_thread' },
    ],
    [
      'NVRM: Xid (PCI:0000:17:00.0): 154, GPU recovery action changed from 0x0 (None) to 0x1 (GPU Reset Required)',
      { number: 154, address: '0000:17:00.0', severity: null },
    ],
    [
      'NVRM: Xid (PCI:0018:01:00): 149, NETIR_LINK_EVT  Fatal   XC0 i0 Link 09 (0x025525c6 0x00000000)',
      { number: 149, address: '0018:01:00.0', nvlink: 9, severity: 'Fatal' },
    ],
    [
      'NVRM: Xid (PCI:0000:4f:00): 145, RLW_REMAP Nonfatal XC0 i0 Link 17 (0x00000004 0x80000000)',
      { number: 145, nvlink: 17, severity: 'Non-fatal' },
    ],
    [
      "NVRM: Xid (PCI:0000:4f:00): 74, pid='<unknown>', name=<unknown>, NVLink: fatal error detected on link 10(0x0, 0x0)",
      { number: 74, nvlink: 10, severity: 'Fatal' },
    ],
    ['NVRM: Xid (PCI:0000:01:00): 62, 023f0f30 00000000 00000000 202c0ffe', { number: 62, ...unknown }],
  ])('are read with all they tell: %s', (message, expected) => {
    expect(readOne(message)).toMatchObject({ kind: 'xid', occurrence: 1, message, ...expected })
  })

  it('without their shape are words of the driver, not a number made up', () => {
    expect(readOne('NVRM: Xid (PCI:0000:3b:00): garbled')).toMatchObject({ kind: 'nvidia', number: null })
    expect(readOne('NVRM: Xid (PCI:0000:3b:00): 7x9, GPU')).toMatchObject({ kind: 'nvidia', number: null })
  })
})

describe('SXids', () => {
  it('tell switch, link and severity, and their lines of registers are no errors of their own', () => {
    const text = [
      '[1.000001] nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 28006, Non-fatal, Link 46 MC TS crumbstore MCTO (First)',
      '[1.000002] nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 28006, Severity 0 Engine instance 46 Sub-engine instance 00',
      '[1.000003] nvidia-nvswitch3: SXid (PCI:0000:c1:00.0): 28006, Data {0x00140004, 0x00100000, 0x00140004}',
      '[1.000004] nvidia-nvswitch0: SXid (PCI:0000:05:00.0): 24007, Fatal, Link 30 sourcetrack timeout error',
      '[1.000005] nvidia-nvswitch0: SXid (PCI:0000:00:00.0): 11001, Fatal, ingress invalid command',
    ]
    const { events } = read(text.join('\n')).facts
    const shown = events.map(({ kind, number, address, nvlink, severity }) => [
      kind,
      number,
      address,
      nvlink,
      severity,
    ])
    expect(shown).toEqual([
      ['sxid', 28_006, '0000:c1:00.0', 46, 'Non-fatal'],
      ['sxid', 24_007, '0000:05:00.0', 30, 'Fatal'],
      ['sxid', 11_001, '0000:00:00.0', null, 'Fatal'],
    ])
  })
})

describe('PCIe errors', () => {
  it.each([
    ['pcieport 0000:16:01.0: AER: Corrected error received: 0000:17:00.0', '0000:17:00.0', 'Corrected'],
    ['pcieport 0000:16:01.0: AER: Correctable error message received from 0000:17:00.0', '0000:17:00.0', 'Corrected'],
    ['pcieport 0000:00:03.0: AER: Corrected error received: 0000:00:03:0', '0000:00:03.0', 'Corrected'],
    ['pcieport 0001:00:1c.5: AER: Corrected error received: id=00e5', '0001:00:1c.5', 'Corrected'],
    ['pcieport 0000:00:1c.5: AER: Multiple Corrected error received: 0000:02:00.0', '0000:02:00.0', 'Corrected'],
    ['pcieport 0000:16:01.0: AER: Uncorrected (Fatal) error received: 0000:17:00.0', '0000:17:00.0', 'Uncorrected (Fatal)'],
    ['pcieport 0000:16:01.0: AER: Uncorrectable (Non-Fatal) error received', '0000:16:01.0', 'Uncorrected (Non-Fatal)'],
    ['nvidia 0000:17:00.0: PCIe Bus Error: severity=Corrected, type=Data Link Layer, (Transmitter ID)', '0000:17:00.0', 'Corrected'],
    ['nvidia 0000:17:00.0: AER: PCIe Bus Error: severity=Uncorrectable (Fatal), type=Transaction Layer, (Requester ID)', '0000:17:00.0', 'Uncorrected (Fatal)'],
    ['nvidia 0000:17:00.0:   device [10de:2330] error status/mask=00001000/00002000', '0000:17:00.0', null],
    ['nvidia 0000:17:00.0:    [12] Timeout', '0000:17:00.0', null],
    ["vfio-pci 0000:17:00.0: AER: can't recover (no error_detected callback)", '0000:17:00.0', null],
  ])('name the function that erred, not the port: %s', (message, address, severity) => {
    expect(readOne(message)).toMatchObject({ kind: 'aer', address, severity })
  }) // biome-ignore format: a table
})

describe('other messages', () => {
  it.each([
    ['vfio', 'vfio-pci 0000:3b:00.0: vfio_bar_restore: reset recovery - restoring BARs', '0000:3b:00.0'],
    ['vfio', 'vfio-pci 0000:04:00.0: not ready 2047ms after FLR; waiting', '0000:04:00.0'],
    ['vfio', '[nvidia-vgpu-vfio] 1b2c: vGPU migration disabled', null],
    ['iommuFault', 'DMAR: [DMA Read NO_PASID] Request device [3b:00.0] fault addr 0x7f000 [fault reason 0x06] PTE Read access is not set', '0000:3b:00.0'],
    ['iommuFault', 'DMAR: DRHD: handling fault status reg 2', null],
    ['iommuFault', 'AMD-Vi: Event logged [IO_PAGE_FAULT device=0000:c1:00.0 domain=0x0007 address=0xffffc02000 flags=0x0000]', '0000:c1:00.0'],
    ['iommuFault', 'nvidia 0000:c1:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0013 address=0x1000 flags=0x0000]', '0000:c1:00.0'],
    ['iommu', 'DMAR: IOMMU enabled', null],
    ['iommu', 'AMD-Vi: Interrupt remapping enabled', null],
    ['mce', 'mce: [Hardware Error]: Machine check events logged', null],
    ['mce', 'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0)', null],
    ['mce', '{1}[Hardware Error]:   device_id: 0000:17:00.0', '0000:17:00.0'],
    ['pcie', 'pcieport 0000:16:01.0: pciehp: Slot(3): Link Down', '0000:16:01.0'],
    ['pcie', 'pcieport 0000:16:01.0: DPC: containment event, status:0x1f01 source:0x0000', '0000:16:01.0'],
    ['pcie', 'pci 0000:17:00.0: 63.008 Gb/s available PCIe bandwidth, limited by 8.0 GT/s PCIe x8 link at 0000:16:01.0', '0000:17:00.0'],
    ['pcie', 'pci 0000:3b:00.0: BAR 1: no space for [mem size 0x2000000000 64bit pref]', '0000:3b:00.0'],
    ['nvidia', 'NVRM: GPU at PCI:0000:3b:00: GPU-f1648d72-c7c8-9814-2832-7a062b009188', '0000:3b:00.0'],
    ['nvidia', 'NVRM: GPU 0000:3b:00.0: RmInitAdapter failed! (0x62:0xffff:1089)', '0000:3b:00.0'],
    ['nvidia', 'NVRM: API mismatch: the client has the version 535.104.05, but', null],
    ['nvidia', 'nvidia 0000:3b:00.0: Unable to change power state from D3cold to D0, device inaccessible', '0000:3b:00.0'],
    ['nvidia', 'nvidia-nvlink: Nvlink Core is being initialized, major device number 510', null],
  ])('of %s are known: %s', (kind, message, address) => {
    expect(readOne(message)).toMatchObject({ kind, address, number: null, message })
  }) // biome-ignore format: a table
})

describe('a flood', () => {
  const flood = (count: number) =>
    Array.from(
      { length: count },
      (_, index) => `[${index}.000001] pcieport 0000:16:01.0: AER: Corrected error received: 0000:17:00.0`,
    )

  it('is kept in a few lines that tell how often it came at least', () => {
    const { facts, issues } = read([...flood(2_345), `[9999.000001] ${FALLEN}`].join('\n'))
    const errors = facts.events.filter(({ kind }) => kind === 'aer')
    expect(errors.map(({ occurrence }) => occurrence)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 2000,
    ]) // biome-ignore format: a series
    expect(errors.at(-1)?.stamp).toBe('1999.000001')
    expect(facts.events.at(-1)).toMatchObject({ kind: 'xid', occurrence: 1 })
    expect(issues).toEqual([{ code: 'duplicate', line: null, detail: '2346 lines, 30 kept' }])
  })

  it('of one device does not hide another’s, nor another number', () => {
    const other = flood(30).map((line) => line.replace('0000:17:00.0', '0000:18:00.0'))
    const xids = [31, 31, 43].map(
      (number) => `[1.000001] NVRM: Xid (PCI:0000:3b:00): ${number}, pid=1, name=a, x`,
    )
    const { events } = read([...flood(30), ...other, ...xids].join('\n')).facts
    const count = (address: string) => events.filter((event) => event.address === address).length
    expect([count('0000:17:00.0'), count('0000:18:00.0'), count('0000:3b:00.0')]).toEqual([12, 12, 3])
    expect(events.slice(-3).map(({ occurrence }) => occurrence)).toEqual([1, 2, 1])
  })

  it('of messages that are all different is refused rather than kept', () => {
    const letters = (index: number) =>
      String(index).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')
    const lines = Array.from({ length: 20_001 }, (_, index) => `[1.000001] NVRM: ${letters(index)}`)
    expect(takeRefusal(parseText(lines.join('\n'), 'kernel-log'))).toMatchObject({
      code: 'tooLarge',
      line: 20_001,
    })
  })

  it('cut off anywhere says nothing that the whole does not', () => {
    const text = `${[...flood(25), `[30.000001] ${FALLEN}`].join('\n')}\n`
    const report = tryCuts(text, 'kernel-log', listLengths(text))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(1_000)
  })
})

it('a message is bounded, without half a character at its end', () => {
  const event = readOne(`NVRM: ${'x'.repeat(493)}🦄${'y'.repeat(4_000)}`)
  expect(event?.message).toBe(`NVRM: ${'x'.repeat(493)}`)
})
