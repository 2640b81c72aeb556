import { describe, expect, it } from 'vitest'
import { parseCutText, parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const BORDER = `+-----------+${'-'.repeat(60)}+`

function writeTable(devices: string[][]): string {
  const row = (id: string, cell: string) => `| ${id.padEnd(9)} | ${cell.padEnd(58)} |`
  const body = devices.flatMap((cells, id) => [
    ...cells.map((cell, index) => row(index === 0 ? String(id) : '', cell)),
    BORDER,
  ])
  return [BORDER, row('Device ID', 'Device Information'), BORDER, ...body, ''].join('\n')
}

const LIST = writeTable([
  [
    'Device Name: Intel(R) Data Center GPU Flex 170',
    'SOC UUID: 00000000-0000-0003-0000-000856c08086',
    'PCI BDF Address: 0000:4d:00.0',
    'DRM Device: /dev/dri/card1',
    'Function Type: physical',
  ],
  [
    'Device Name: Intel(R) Data Center GPU Flex 170',
    'PCI BDF Address: 0000:4d:00.1',
    'Function Type: virtual',
  ],
])

const TOPOLOGY = `         GPU 0/0|GPU 0/1|GPU 1/0|GPU 1/1|CPU Affinity
GPU 0/0 |S      |MDF    |XL*    |XL16   |0-23,48-71
GPU 0/1 |MDF    |S      |XL16   |XL*    |0-23,48-71
GPU 1/0 |XL*    |XL16   |S      |MDF    |24-47,72-95
GPU 1/1 |XL16   |XL*    |MDF    |S      |24-47,72-95
`

describe('xpu-smi discovery', () => {
  it('reads all devices of a table and tells virtual functions from GPUs', () => {
    const { facts, issues } = takeFacts(parseText(LIST), 'xpu-smi-discovery')
    expect(issues).toEqual([])
    expect(facts.devices).toMatchObject([
      { deviceId: 0, address: '0000:4d:00.0', functionType: 'physical', drmDevice: '/dev/dri/card1' },
      { deviceId: 1, address: '0000:4d:00.1', functionType: 'virtual', uuid: null },
    ])
    expect(facts.devices[0]?.uuid).toBe('00000000-0000-0003-0000-000856c08086')
  })

  it('reads firmware by its kind, and an empty version as not told', () => {
    const table = writeTable([
      [
        'GFX Firmware Name: GFX',
        'GFX Firmware Version:',
        'GFX Firmware Status: normal',
        'GFX Data Firmware Name: GFX_DATA',
        'GFX Data Firmware Version: 0x464',
        'AMC Firmware Version: 6.8.0.0',
      ],
    ])
    expect(takeFacts(parseText(table), 'xpu-smi-discovery').facts.devices[0]?.firmware).toEqual([
      { name: 'GFX', version: null, status: 'normal' },
      { name: 'GFX_DATA', version: '0x464', status: null },
      { name: 'AMC', version: '6.8.0.0', status: null },
    ])
  })

  it('takes no part of a value that the table wraps', () => {
    const table = writeTable([['PCI Slot: Riser 1, slot', '  1', 'PCIe Generation: 4']])
    const { facts, issues } = takeFacts(parseText(table), 'xpu-smi-discovery')
    expect(facts.devices[0]).toMatchObject({ slot: null, pcieGeneration: 4 })
    expect(issues).toMatchObject([{ code: 'unreadableValue' }])
    const cut = table.slice(0, table.indexOf('|           |   1'))
    expect(takeFacts(parseCutText(cut), 'xpu-smi-discovery').facts.devices[0]?.slot).toBeNull()
  })

  it('reads the one device that -d unwraps, its memory in bytes', () => {
    const text = JSON.stringify({
      device_id: 3,
      pci_bdf_address: '0000:9a:00.0',
      memory_physical_size_byte: '51539607552',
      gfx_firmware_name: 'GFX',
      gfx_firmware_version: 'PVC2_1.23166',
      core_clock_rate_mhz: '1600',
      number_of_tiles: '2',
      serial_number: '',
    })
    expect(takeFacts(parseText(text), 'xpu-smi-discovery').facts.devices).toMatchObject([
      {
        deviceId: 3,
        memoryTotalMib: 49_152,
        coreClockMhz: 1_600,
        tiles: 2,
        serial: null,
        firmware: [{ name: 'GFX', version: 'PVC2_1.23166', status: null }],
      },
    ])
  })

  it('leaves out a CSV line that does not have the columns of the header', () => {
    const text = 'Device ID,Device Name,Memory Physical Size\n0,"A ""B"", C","16288.00 MiB"\n1,"A"\n'
    const { facts, issues } = takeFacts(parseText(text), 'xpu-smi-discovery')
    expect(facts.devices).toMatchObject([{ deviceId: 0, productName: 'A "B", C', memoryTotalMib: 16_288 }])
    expect(issues).toMatchObject([{ code: 'raggedRow', line: 3 }])
  })
})

describe('xpu-smi stats', () => {
  it('gives no device-wide number where the tool tells tiles', () => {
    const text = [
      '+---+---+',
      '| Device ID                   | 1            |',
      '| GPU Power (W)               | 100          |',
      '| GPU Core Temperature (C)    | Tile 0: 41, Tile 1: 43 |',
      '+---+---+',
      '',
    ].join('\n')
    const { facts, issues } = takeFacts(parseText(text), 'xpu-smi-stats')
    expect(facts.devices).toMatchObject([{ deviceId: 1, powerDrawW: 100, temperatureC: null }])
    expect(issues).toMatchObject([{ code: 'unreadableValue' }])
  })
})

describe('xpu-smi topology', () => {
  const FACTS = {
    labels: ['GPU 0/0', 'GPU 0/1', 'GPU 1/0', 'GPU 1/1'],
    links: [
      ['S', 'MDF', 'XL*', 'XL16'],
      ['MDF', 'S', 'XL16', 'XL*'],
      ['XL*', 'XL16', 'S', 'MDF'],
      ['XL16', 'XL*', 'MDF', 'S'],
    ],
    cpuAffinity: ['0-23,48-71', '0-23,48-71', '24-47,72-95', '24-47,72-95'],
  }

  it('reads a matrix parted by bars, and the same by blanks', () => {
    expect(takeFacts(parseText(TOPOLOGY), 'xpu-smi-topology')).toEqual({ facts: FACTS, issues: [] })
    const blanks = TOPOLOGY.replaceAll('|', '  ')
    expect(takeFacts(parseText(blanks), 'xpu-smi-topology').facts).toEqual(FACTS)
  })

  it('keeps the links of a last row without its line end, and not the half list of CPUs', () => {
    const { facts } = takeFacts(parseCutText(TOPOLOGY.slice(0, -2)), 'xpu-smi-topology')
    expect(facts.links).toEqual(FACTS.links)
    expect(facts.cpuAffinity[3]).toBeNull()
  })

  it('is refused when a row that the header announces is missing', () => {
    const rows = TOPOLOGY.split('\n')
    expect(takeRefusal(parseText(rows.slice(0, 4).join('\n')))).toMatchObject({
      tool: 'xpu-smi-topology',
      code: 'truncated',
    })
  })

  it('reads a word that is no link as unknown', () => {
    const { facts, issues } = takeFacts(parseText(TOPOLOGY.replace('MDF', 'FOO')), 'xpu-smi-topology')
    expect(facts.links[0]).toEqual(['S', null, 'XL*', 'XL16'])
    expect(issues).toMatchObject([{ code: 'unreadableValue', line: 2 }])
  })
})
