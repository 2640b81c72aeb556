import type { HostLayout } from '@/emulator/host-layout'

const MIB_PER_GIB = 1024

/** `dmidecode`: firmware, system, board, chassis, processors and memory. */
export function writeDmidecode(host: HostLayout): string {
  const { machine, cpu } = host
  const structures: [type: number, title: string, fields: [string, string | number][]][] = [
    [
      0,
      'BIOS Information',
      [
        ['Vendor', 'American Megatrends International, LLC.'],
        ['Version', machine.biosVersion],
        ['Release Date', machine.biosDate],
      ],
    ],
    [
      1,
      'System Information',
      [
        ['Manufacturer', machine.vendor],
        ['Product Name', machine.product],
        ['Version', '0123456789'],
        ['Serial Number', machine.serial],
        ['UUID', machine.productUuid],
        ['Wake-up Type', 'Power Switch'],
        ['SKU Number', 'To be filled by O.E.M.'],
        ['Family', machine.family],
      ],
    ],
    [
      2,
      'Base Board Information',
      [
        ['Manufacturer', machine.vendor],
        ['Product Name', machine.board],
      ],
    ],
    [
      3,
      'Chassis Information',
      [
        ['Manufacturer', machine.vendor],
        ['Type', 'Rack Mount Chassis'],
        ['Asset Tag', 'To be filled by O.E.M.'],
      ],
    ],
    ...Array.from({ length: cpu.sockets }, (_, socket): (typeof structures)[number] => [
      4,
      'Processor Information',
      [
        ['Socket Designation', `CPU${socket + 1}`],
        ['Type', 'Central Processor'],
        ['Manufacturer', cpu.vendorId],
        ['Version', cpu.model],
        ['Core Count', cpu.coresPerSocket],
        ['Thread Count', cpu.coresPerSocket * cpu.threadsPerCore],
      ],
    ]),
    ...host.nodes.map((node, index): (typeof structures)[number] => [
      17,
      'Memory Device',
      [
        ['Size', `${Math.ceil(node.totalKib / 1024 / MIB_PER_GIB)} GB`],
        ['Locator', `P${index + 1}-DIMMA1`],
        ['Type', 'DDR5'],
        ['Serial Number', `80CE0123${index}`],
      ],
    ]),
  ]
  const blocks = structures.map(([type, title, fields], index) => [
    `Handle 0x${index.toString(16).padStart(4, '0').toUpperCase()}, DMI type ${type}, 27 bytes`,
    title,
    ...fields.map(([name, value]) => `\t${name}: ${value}`),
    '',
  ])
  const head = ['# dmidecode 3.5', 'Getting SMBIOS data from sysfs.', 'SMBIOS 3.6.0 present.', '']
  const end = [`Handle 0xFFFF, DMI type 127, 4 bytes`, 'End Of Table', '']
  return `${[...head, ...blocks.flat(), ...end].join('\n')}\n`
}
