import { describe, expect, test } from 'vitest'
import type { HostGpuDto } from '@/server/contracts/host'
import { asMib } from '@/server/core/units/mib'
import { buildGpuHealthRows } from './gpu-health-rows'
import { pairGpus } from './gpu-pairs'
import { buildGpuRows, makeGpuRows } from './gpu-rows'
import { choosePciRows } from './pci-rows'
import { aFunction, aGpu, aTool, at } from './testing/host-facts'

const seen = new Date('2026-03-01T12:00:00Z')

function aRow(
  id: string,
  address: string,
  uuid: string | null,
  state: HostGpuDto['state'] = 'proved',
): HostGpuDto {
  const identity = { source: 'nvidia-smi-q-x', confidence: 1, validFrom: seen, validTo: null }
  return {
    id,
    state,
    address,
    model: null,
    firstSeenAt: seen,
    lastSeenAt: seen,
    identities: uuid === null ? [] : [{ kind: 'uuid', value: uuid, ...identity }],
  }
}

describe('the GPUs of a host', () => {
  test('are joined by UUID before address, so that a swapped slot is not mistaken for its last owner', () => {
    const rows = [aRow('a', '0000:18:00.0', 'GPU-a'), aRow('b', '0000:19:00.0', 'GPU-b')]
    const facts = [
      aGpu({ key: 'GPU-b', uuid: 'GPU-b', pciAddress: at('18:00.0') }),
      aGpu({ key: 'slot', pciAddress: at('19:00.0') }),
    ]
    expect(pairGpus(rows, facts).map(({ row, facts }) => [row?.id, facts?.key])).toEqual([
      ['b', 'GPU-b'],
      [undefined, 'slot'],
      ['a', undefined],
    ])
  })

  test('that nobody looked at stay as they were known', () => {
    expect(pairGpus([aRow('a', '0000:18:00.0', null, 'provisional')], null)).toEqual([
      expect.objectContaining({ key: 'a', facts: null }),
    ])
  })

  test('never take the row of one that is gone for the one now in its slot', () => {
    const pairs = pairGpus(
      [aRow('old', '0000:18:00.0', null, 'gone')],
      [aGpu({ key: 'new', pciAddress: at('18:00.0') })],
    )
    expect(pairs.map(({ row, facts }) => [row?.id ?? null, facts?.key ?? null])).toEqual([
      [null, 'new'],
      ['old', null],
    ])
  })

  test('have every fact with a value or the reason for having none', () => {
    const gpu = aGpu({
      key: 'g',
      kernelDriver: 'vfio-pci',
      memoryTotalMib: asMib(81_559),
      migMode: { current: 'disabled', pending: 'enabled' },
      sources: ['lspci'],
      productName: 'RTX A6000',
      pciAddress: at('18:00.0'),
    })
    const tools = [aTool('lspci', { stale: true }), aTool('sysfs-pci', { lastStatus: 'absent' })]
    const row = makeGpuRows({ slug: 'h17', gpu, tools })
    const rows = [...buildGpuRows(gpu, row), ...buildGpuHealthRows(gpu, row)]
    const rowOf = (key: string) => rows.find((row) => row.key === key)
    expect(rowOf('memoryTotalMib')?.value).toBe('81,559 MiB')
    expect(rowOf('migMode')?.value).toBe('disabled, enabled after the next reset')
    expect(rowOf('productName')).toMatchObject({
      source: 'lspci -vvv -nn -D',
      stale: true,
      sourceHref: '/hosts/h17/raw/lspci?find=0000%3A18%3A00.0',
      path: 'gpus[g].productName',
    })
    expect(rowOf('iommuGroup')?.unknownReason).toMatch(/is not on the host; lspci .* did not tell/)
    expect(rowOf('eccVolatile')).toMatchObject({ value: null })
    expect(rowOf('vbiosVersion')?.unknownReason).toMatch(/vfio-pci/)
    expect(rows.filter((row) => row.value === null && !row.unknownReason)).toEqual([])
  })
})

describe('the PCI functions of a host', () => {
  const functions = [
    aFunction('17:00.0', { classCode: '0604' }),
    aFunction('18:00.0', { classCode: '0302', numaNode: 1, name: 'NVIDIA H100' }),
    aFunction('0a:00.0', { classCode: '0200', numaNode: 0, driver: 'mlx5_core' }),
  ]
  const sort = { id: 'address', desc: false } as const
  const shown = (choice: Partial<Parameters<typeof choosePciRows>[1]>) =>
    choosePciRows(functions, { search: '', kinds: [], sort, ...choice }).map((fn) => fn.address.slice(5, 7))

  test('are found by every word, whatever it names, and narrowed by kind', () => {
    expect(shown({})).toEqual(['0a', '17', '18'])
    expect(shown({ search: 'h100 nvidia' })).toEqual(['18'])
    expect(shown({ search: 'MLX5' })).toEqual(['0a'])
    expect(shown({ kinds: ['gpu', 'network'] })).toEqual(['0a', '18'])
  })

  test('with an unknown value are last whichever way they are sorted', () => {
    expect(shown({ sort: { id: 'numaNode', desc: false } })).toEqual(['0a', '18', '17'])
    expect(shown({ sort: { id: 'numaNode', desc: true } })).toEqual(['18', '0a', '17'])
  })
})
