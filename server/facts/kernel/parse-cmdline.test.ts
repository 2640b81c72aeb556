import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const LINE =
  'BOOT_IMAGE=/vmlinuz-6.1.0-18-amd64 root=UUID=0a1b2c3d-1111-2222-3333-444455556666 ro quiet intel_iommu=on iommu=pt ' +
  'default_hugepagesz=1G hugepagesz=1G hugepages=448 isolcpus=managed_irq,domain,2-47,50-95 nohz_full=2-47 ' +
  'vfio-pci.ids=10de:2330,10de:22a3 pci=realloc=on,pcie_bus_perf dyndbg="file drivers/vfio/* +p" "init.note=two words"'

const read = (text: string) => takeFacts(parseText(text, 'proc-cmdline'), 'proc-cmdline')
const readPairs = (text: string) => read(text).facts.parameters.map(({ name, value }) => [name, value])

describe('/proc/cmdline', () => {
  it('is recognised by the image or the root it boots, and by nothing in them', () => {
    expect(takeFacts(parseText(LINE), 'proc-cmdline').facts.parameters).toHaveLength(15)
    expect(takeFacts(parseText('ro quiet root=/dev/sda1'), 'proc-cmdline').facts.parameters).toHaveLength(3)
    expect(takeRefusal(parseText('rootless containers\n')).code).toBe('unrecognised')
  })

  it('keeps every parameter in order, flags without a value, quotes away', () => {
    expect(readPairs(LINE)).toEqual([
      ['BOOT_IMAGE', '/vmlinuz-6.1.0-18-amd64'],
      ['root', 'UUID=0a1b2c3d-1111-2222-3333-444455556666'],
      ['ro', null],
      ['quiet', null],
      ['intel_iommu', 'on'],
      ['iommu', 'pt'],
      ['default_hugepagesz', '1G'],
      ['hugepagesz', '1G'],
      ['hugepages', '448'],
      ['isolcpus', 'managed_irq,domain,2-47,50-95'],
      ['nohz_full', '2-47'],
      ['vfio-pci.ids', '10de:2330,10de:22a3'],
      ['pci', 'realloc=on,pcie_bus_perf'],
      ['dyndbg', 'file drivers/vfio/* +p'],
      ['init.note', 'two words'],
    ])
  })

  it('ends where init’s own arguments begin', () => {
    expect(readPairs('root=/dev/vda quiet -- --token abc single')).toEqual([
      ['root', '/dev/vda'],
      ['quiet', null],
    ])
  })

  it.each([
    'rd.iscsi.password=hunter2',
    'coreos.inst.token=hunter2',
    'systemd.set_credential=login:hunter2',
    'netroot=iscsi:admin:hunter2@10.0.0.1::3260',
    'inst.ks=https://admin:hunter2@10.0.0.1/ks.cfg',
    'ignition.config.url=https://10.0.0.1/c?token=hunter2',
    'wlan.psk="hunter2 hunter2"',
  ])('withholds what sounds secret, and says that it did: %s', (word) => {
    const { facts } = read(`root=/dev/vda ${word} quiet`)
    expect(facts.parameters[1]).toEqual({ name: word.split('=')[0], value: null, isWithheld: true })
    expect(JSON.stringify(facts)).not.toContain('hunter2')
    expect(facts.parameters).toHaveLength(3)
  })

  it('withholds nothing for a name that only looks alike', () => {
    const text = 'root=/dev/vda rd.vconsole.keymap=de iommu.passthrough=1 keyboard=us ip=10.0.0.2::10.0.0.1'
    expect(read(text).facts.parameters.every(({ isWithheld }) => !isWithheld)).toBe(true)
    expect(readPairs(text)).toContainEqual(['iommu.passthrough', '1'])
  })

  it('cut off anywhere is refused', () => {
    const report = tryCuts(`${LINE}\n`, 'proc-cmdline', listLengths(`${LINE}\n`))
    expect(report).toEqual({ tried: LINE.length + 1, read: 0, inventions: [] })
  })
})
