import { describe, expect, test } from 'vitest'
import { HOST_FRESHNESS, HOST_STATES } from '@/server/contracts/host'
import { listUnread, summariseParts } from './bundle-words'
import { describeHost, describeState } from './host-words'

const host: Parameters<typeof describeHost>[0] = {
  state: 'enrolled',
  machineKind: 'physical',
  pool: null,
  gpuCount: 8,
  gpuModels: ['NVIDIA H100'],
  openFindingCount: 0,
  staleToolCount: 0,
}

describe('the sentence of a host', () => {
  test('says what it is, where it belongs and what is open', () => {
    expect(describeHost(host)).toBe('8 GPUs (NVIDIA H100), in no pool, no open findings.')
    expect(
      describeHost({ ...host, pool: { id: 'p', slug: 'training' }, openFindingCount: 1, staleToolCount: 2 }),
    ).toBe('8 GPUs (NVIDIA H100), in pool training, 1 open finding, 2 tools stale.')
  })

  test('does not call unknown GPUs none', () => {
    expect(describeHost({ ...host, gpuCount: null, gpuModels: [] })).toMatch(/^GPUs unknown/)
    expect(describeHost({ ...host, gpuCount: 0, gpuModels: [] })).toMatch(/^No GPUs/)
  })

  test('of a guest, of a retired and of a waiting host says so', () => {
    expect(describeHost({ ...host, machineKind: 'guest' })).toMatch(/a guest/)
    expect(describeHost({ ...host, state: 'retired' })).toMatch(/^Retired/)
    expect(describeHost({ ...host, state: 'pendingApproval' })).toMatch(/waits/)
  })
})

test('only an enrolled host that was just heard of looks well', () => {
  let seen = 0
  for (const state of HOST_STATES) {
    for (const freshness of HOST_FRESHNESS) {
      const isWell = state === 'enrolled' && freshness === 'fresh'
      expect(describeState({ state, freshness }).tone === 'ok', `${state} ${freshness}`).toBe(isWell)
      seen += 1
    }
  }
  expect(seen).toBe(9)
})

const part = (tool: string, status: 'ok' | 'absent' | 'refused') => ({
  tool,
  status,
  reason: null,
  line: null,
})

test('the parts of a delivery that were not read are listed, what is merely absent last', () => {
  const parts = [
    part('dmi', 'absent'),
    part('lscpu', 'ok'),
    part('lspci', 'refused'),
    part('numactl', 'absent'),
  ]
  expect(summariseParts(parts)).toBe('1 of 4 read')
  expect(listUnread(parts).map(({ tool }) => tool)).toEqual(['lspci', 'dmi', 'numactl'])
})
