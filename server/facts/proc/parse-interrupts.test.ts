import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

/** Linux 6.5 with interrupt remapping; CPU 2 is off line. */
const X86 = `            CPU0       CPU1       CPU3
   0:         18          0          0  IR-IO-APIC    2-edge      timer
   9:          0          4          0  IR-IO-APIC    9-fasteoi   acpi
  16:          0          0          0  IR-IO-APIC   16-fasteoi   i801_smbus, ehci_hcd:usb1
  24:          0          0          0  DMAR-MSI    0-edge      dmar3
  27:          1          0          0  IR-PCI-MSIX-0000:16:01.0    0-edge      PCIe PME, aerdrv, PCIe DPC
 142:          0     981234          7  IR-PCI-MSIX-0000:3b:00.0    0-edge      nvidia
 143:          5          0          0  IR-PCI-MSIX-0000:1a:00.0    1-edge      mlx5_comp0@pci:0000:1a:00.0
 144:          0          0         12  IR-PCI-MSIX-0000:86:00.0    0-edge      vfio-msix[0](0000:86:00.0)
 150:          0          0          0  IR-PCI-MSIX-0000:ca:00.0    3-edge
 NMI:          1          1          1   Non-maskable interrupts
 LOC:   21398123   20000001   19999999   Local timer interrupts
 PIN:          0          9          0   Posted-interrupt notification event
 ERR:          3
 MIS:          0
`

const ARM = `           CPU0       CPU1
 11:   21345000   34534000     GICv3  27 Level     arch_timer
 47:          0          1   ITS-PCI-MSIX-0009:01:00.0   0 Edge      nvidia
IPI0:      1234       2345       Rescheduling interrupts
Err:          0
`

const read = (text: string) => takeFacts(parseText(text), 'proc-interrupts')

describe('/proc/interrupts', () => {
  it('counts per CPU of the header, so that an off-line CPU shifts nothing, and leaves zeros out', () => {
    const { facts, issues } = read(X86)
    expect(issues).toEqual([])
    expect(facts.cpus).toEqual([0, 1, 3])
    expect(facts.interrupts).toHaveLength(14)
    expect(facts.interrupts.find(({ id }) => id === '142')).toEqual({
      id: '142',
      total: 981_241,
      counts: [
        { cpu: 1, count: 981_234 },
        { cpu: 3, count: 7 },
      ],
      chip: 'IR-PCI-MSIX-0000:3b:00.0',
      address: '0000:3b:00.0',
      actions: ['nvidia'],
      description: 'IR-PCI-MSIX-0000:3b:00.0 0-edge nvidia',
    })
  })

  it.each([
    ['9', 'IR-IO-APIC', null, ['acpi']],
    ['16', 'IR-IO-APIC', null, ['i801_smbus', 'ehci_hcd:usb1']],
    ['24', 'DMAR-MSI', null, ['dmar3']],
    ['27', 'IR-PCI-MSIX-0000:16:01.0', '0000:16:01.0', ['PCIe PME', 'aerdrv', 'PCIe DPC']],
    ['143', 'IR-PCI-MSIX-0000:1a:00.0', '0000:1a:00.0', ['mlx5_comp0@pci:0000:1a:00.0']],
    ['144', 'IR-PCI-MSIX-0000:86:00.0', '0000:86:00.0', ['vfio-msix[0](0000:86:00.0)']],
    ['150', 'IR-PCI-MSIX-0000:ca:00.0', '0000:ca:00.0', []],
    ['LOC', null, null, []],
  ])('of %s names the chip, the PCI function and the handlers', (id, chip, address, actions) => {
    expect(read(X86).facts.interrupts.find((one) => one.id === id)).toMatchObject({ chip, address, actions })
  })

  it('has one number for the whole host on ERR and MIS', () => {
    const rows = read(X86).facts.interrupts.filter(({ id }) => id === 'ERR' || id === 'MIS')
    expect(rows.map(({ total, counts }) => ({ total, counts }))).toEqual([
      { total: 3, counts: null },
      { total: 0, counts: null },
    ])
  })

  it('of Arm is read, whose chips have numbers and triggers of their own', () => {
    const { facts, issues } = read(ARM)
    expect(issues).toEqual([])
    expect(facts.interrupts.map(({ id, chip, address, actions, total }) => [id, chip, address, actions, total]))
      .toEqual([
        ['11', 'GICv3', null, ['arch_timer'], 55_879_000],
        ['47', 'ITS-PCI-MSIX-0009:01:00.0', '0009:01:00.0', ['nvidia'], 1],
        ['IPI0', null, null, [], 3_579],
        ['Err', null, null, [], 0],
      ]) // biome-ignore format: a table
  })

  it('finds the function in the packed number of PCI-MSI, and none in a small one', () => {
    const text = [
      '      CPU0  ',
      '  98:    5  IR-PCI-MSI 30932992-edge      nvidia',
      '  99:    5  PCI-MSI 134742016-edge      nvidia',
      ' 100:    5  PCI-MSI 3-edge      nvidia',
      ' 101:    5  PCI-MSI-edge      nvidia',
    ].join('\n')
    const shown = read(text).facts.interrupts.map(({ chip, address, actions }) => [chip, address, actions])
    expect(shown).toEqual([
      ['IR-PCI-MSI', '0000:3b:00.0', ['nvidia']],
      ['PCI-MSI', '0001:01:00.0', ['nvidia']],
      ['PCI-MSI', null, ['nvidia']],
      ['PCI-MSI', null, ['nvidia']],
    ])
  })

  it('of 512 CPUs keeps only the few that were interrupted', () => {
    const cpus = Array.from({ length: 512 }, (_, cpu) => cpu)
    const header = `     ${cpus.map((cpu) => `CPU${cpu}`.padStart(10)).join('')}`
    const row = (id: string, hit: number) =>
      `${id.padStart(4)}:${cpus.map((cpu) => ` ${(cpu === hit ? 77 : 0).toString().padStart(10)}`).join('')}`
    const rows = cpus.map(
      (cpu) => `${row(String(100 + cpu), cpu)}  PCI-MSIX-0000:3b:00.0  ${cpu}-edge  nvidia`,
    )
    const { facts } = read([header, ...rows].join('\n'))
    expect(facts.cpus).toHaveLength(512)
    expect(facts.interrupts.map(({ counts }) => counts)).toEqual(cpus.map((cpu) => [{ cpu, count: 77 }]))
  })

  it('leaves out a row with fewer numbers than CPUs, and says so', () => {
    const { facts, issues } = read('     CPU0   CPU1\n  1:   5   7  IO-APIC 1-edge i8042\n  2:   5\n')
    expect(facts.interrupts.map(({ id }) => id)).toEqual(['1'])
    expect(issues).toEqual([{ code: 'raggedRow', line: 3, detail: '2: 1 counts, 2 CPUs' }])
  })

  it('is refused where its CPUs are out of order, and where there are none', () => {
    const text = '  CPU1  CPU0\n 1:  5  7  IO-APIC 1-edge i8042\n'
    expect(takeRefusal(parseText(text))).toMatchObject({ code: 'malformed', line: 1 })
    expect(takeRefusal(parseText('some words\n', 'proc-interrupts')).code).toBe('unrecognised')
  })

  it.each([
    ['x86', X86],
    ['Arm', ARM],
  ])('of %s cut off anywhere says nothing that the whole does not', (_, text) => {
    const report = tryCuts(text, 'proc-interrupts', listLengths(text))
    expect(report.inventions).toEqual([])
    expect(report.tried).toBe(text.length)
    expect(report.read).toBeGreaterThan(100)
  })
})
