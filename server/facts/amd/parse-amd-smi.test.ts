import { describe, expect, it } from 'vitest'
import { parseCutText, parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const LIST = [
  {
    gpu: 0,
    bdf: '0000:05:00.0',
    uuid: '3eff74a1-0000-1000-8012-aaaaaaaaaaaa',
    kfd_id: 32_491,
    node_id: 2,
    partition_id: 0,
  },
  { gpu: 1, bdf: '0000:05:00.0', uuid: 'N/A', kfd_id: 8_882, node_id: 3, partition_id: 1 },
  {
    gpu: 2,
    bdf: '0000:26:00.0',
    uuid: '5cff74a1-0000-1000-8012-bbbbbbbbbbbb',
    kfd_id: 1,
    node_id: 4,
    partition_id: 0,
  },
]

const STATIC = [
  {
    gpu: 0,
    asic: {
      market_name: 'AMD Instinct MI300X',
      vendor_id: '0x1002',
      device_id: '0x74a1',
      subsystem_id: '0x74a1',
      rev_id: '0x00',
      asic_serial: '0x1234567890ABCDEF',
      oam_id: 7,
      target_graphics_version: 'gfx942',
    },
    bus: { bdf: '0000:05:00.0', max_pcie_width: 16, max_pcie_speed: { value: 32, unit: 'GT/s' } },
    vbios: { name: 'N/A', part_number: '113-M3000100-102', version: '022.040.003.041.000001' },
    limit: { socket_power: { value: 750, unit: 'W' } },
    driver: { name: 'amdgpu', version: '6.10.5' },
    board: { model_number: '102-G30211-0C', product_serial: '692432000677' },
    partition: { accelerator_partition: 'CPX', memory_partition: 'NPS1', partition_id: 0 },
    numa: { node: 0, affinity: 'N/A' },
    vram: { type: 'HBM3', vendor: 'HYNIX', size: { value: 196_592, unit: 'MB' } },
  },
]

const METRIC = [
  {
    gpu: 0,
    usage: { gfx_activity: { value: 12, unit: '%' } },
    power: { socket_power: { value: 131, unit: 'W' } },
    temperature: { edge: 'N/A', hotspot: { value: 41, unit: 'C' }, mem: { value: 36, unit: 'C' } },
    pcie: { width: 16, speed: { value: 32, unit: 'GT/s' }, replay_count: 3 },
    ecc: { total_correctable_count: 2, total_uncorrectable_count: 0 },
    mem_usage: { total_vram: { value: 196_592, unit: 'MB' }, used_vram: { value: 283, unit: 'MB' } },
  },
  { gpu: 1, usage: 'N/A', power: 'N/A' },
]

const BLOCKS = Object.entries({ list: LIST, static: STATIC, metric: METRIC })
  .map(([command, document]) => `# amd-smi ${command} --json\n${JSON.stringify(document, null, 4)}\n`)
  .join('')

describe('amd-smi', () => {
  it('joins the blocks of its commands by GPU', () => {
    const { facts, issues } = takeFacts(parseText(BLOCKS), 'amd-smi')
    expect(issues).toEqual([])
    expect(facts.driverVersion).toBe('6.10.5')
    expect(facts.devices).toHaveLength(3)
    expect(facts.devices[0]).toMatchObject({
      label: '0',
      address: '0000:05:00.0',
      uuid: '3eff74a1-0000-1000-8012-aaaaaaaaaaaa',
      uniqueId: '0x1234567890ABCDEF',
      serial: '692432000677',
      deviceId: '74a1',
      revision: '00',
      productName: 'AMD Instinct MI300X',
      oamId: 7,
      vbiosVersion: '022.040.003.041.000001',
      vbiosPartNumber: '113-M3000100-102',
      numaNode: 0,
      computePartition: 'CPX',
      memoryPartition: 'NPS1',
      vramTotalMib: 196_592,
      vramUsedMib: 283,
      linkCurrentGts: 32,
      linkMaxGts: 32,
      linkMaxWidth: 16,
      replayCounter: 3,
      powerLimitW: 750,
      powerDrawW: 131,
      temperatureC: null,
      temperatureHotspotC: 41,
      utilisationPercent: 12,
      eccCorrected: 2,
      eccUncorrected: 0,
    })
  })

  it('tells partitions from GPUs by their number, and says nothing where it is not told', () => {
    const { facts } = takeFacts(parseText(JSON.stringify(LIST)), 'amd-smi')
    expect(facts.devices.map(({ isPartition }) => isPartition)).toEqual([false, true, false])
    const old = takeFacts(parseText('[{"gpu": 0, "bdf": "0000:05:00.0"}]'), 'amd-smi')
    expect(old.facts.devices[0]?.isPartition).toBeNull()
  })

  it('reads the wrapped list of newer releases and the texts with units of older ones', () => {
    const wrapped = takeFacts(parseText(JSON.stringify({ gpu_data: STATIC })), 'amd-smi')
    expect(wrapped.facts.devices[0]?.vramTotalMib).toBe(196_592)
    const old = '[{"gpu": 0, "power": {"average_socket_power": "43 W"}, "temperature": {"edge": "53 C"}}]'
    expect(takeFacts(parseText(old), 'amd-smi').facts.devices).toMatchObject([
      { powerDrawW: 43, temperatureC: 53 },
    ])
  })

  it('takes no value in another unit than the one it knows', () => {
    const text = '[{"gpu": 0, "power": {"socket_power": {"value": 131000, "unit": "mW"}}}]'
    const { facts, issues } = takeFacts(parseText(text), 'amd-smi')
    expect(facts.devices[0]?.powerDrawW).toBeNull()
    expect(issues).toMatchObject([{ code: 'unreadableValue', detail: 'gpu 0 power.socket_power: 131000 mW' }])
  })

  it('reads each pair of its topology once', () => {
    const text = JSON.stringify([
      {
        gpu: 0,
        bdf: '0000:05:00.0',
        links: [
          { gpu: 0, link_type: 'SELF' },
          { gpu: 1, weight: 15, link_type: 'XGMI', num_hops: 1 },
        ],
      },
      { gpu: 1, bdf: '0000:26:00.0', links: [{ gpu: 0, weight: 15, link_type: 'XGMI', num_hops: 1 }] },
    ])
    expect(takeFacts(parseText(text), 'amd-smi').facts.links).toEqual([
      { from: 0, to: 1, type: 'XGMI', hops: 1, weight: 15 },
    ])
  })

  it('loses only the block of a command that failed', () => {
    const text = `# amd-smi list --json\nAMDSMI_STATUS_NO_PERM\n# amd-smi static --json\n${JSON.stringify(STATIC)}\n`
    const { facts, issues } = takeFacts(parseText(text), 'amd-smi')
    expect(facts.devices).toHaveLength(1)
    expect(issues).toMatchObject([{ code: 'unreadableLine', line: 1 }])
  })

  it('names the line of a fault in the whole part, not in its block', () => {
    const refusal = takeRefusal(
      parseText('# amd-smi list --json\n[]\n# amd-smi static --json\n[\n{"gpu": 0,,}\n]'),
    )
    expect(refusal).toMatchObject({ code: 'malformed', line: 5 })
  })

  it('is refused when it was cut inside a document', () => {
    const end = BLOCKS.indexOf('"usage"')
    expect(takeRefusal(parseCutText(BLOCKS.slice(0, end))).code).toBe('truncated')
  })
})
