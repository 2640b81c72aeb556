import { expect, test } from 'vitest'
import { mergeToolFacts } from './merge-facts'

const nic = (name: string | null, firmwareVersion: string) => ({
  kind: 'netdev' as const,
  name,
  driver: null,
  driverVersion: null,
  firmwareVersion,
  boardId: null,
  hcaType: null,
  address: null,
})

test('two answers about two objects are one answer about both', () => {
  const merged = mergeToolFacts('nic-firmware', { nics: [nic('eth0', '1')] }, { nics: [nic('eth1', '2')] })
  expect(merged?.nics.map(({ name }) => name)).toEqual(['eth0', 'eth1'])
})

test('of two answers about one object the first counts; what has no name is never taken for another', () => {
  const first = { nics: [nic('eth0', '1'), nic(null, '3')] }
  const merged = mergeToolFacts('nic-firmware', first, { nics: [nic('eth0', '2'), nic(null, '4')] })
  expect(merged?.nics.map(({ firmwareVersion }) => firmwareVersion)).toEqual(['1', '3', '4'])
})

test('what the first answer left open the second fills', () => {
  const first = { nics: [{ ...nic('eth0', '1'), driver: null }] }
  const merged = mergeToolFacts('nic-firmware', first, {
    nics: [{ ...nic('eth0', '2'), driver: 'mlx5_core' }],
  })
  expect(merged?.nics).toMatchObject([{ firmwareVersion: '1', driver: 'mlx5_core' }])
})

test('a tool that speaks of the whole host is not merged with another moment of itself', () => {
  expect(mergeToolFacts('proc-cmdline', { parameters: [] }, { parameters: [] })).toBeNull()
})
