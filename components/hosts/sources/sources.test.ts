import { describe, expect, test } from 'vitest'
import { aGpu, aHost } from '@/components/hosts/testing/host-facts'
import type { FactClaimDto } from '@/server/contracts/host-fact'
import { nameDevices, readPath, sayPath } from './fact-path'
import { describeOthers, judgeOrigin, weighClaims } from './weigh-claims'

function aClaim(value: string | null, told: Partial<FactClaimDto> = {}): FactClaimDto {
  return { tool: 'lspci', value, observedAt: null, stale: false, source: 'collector', hasRaw: true, ...told }
}

describe('the path of a fact', () => {
  test('is read as one would say it, devices by the number that people know them by', () => {
    const names = nameDevices(aHost({ gpus: [aGpu({ key: 'GPU-1f2e', index: 3 }), aGpu({ key: 'gpu:1' })] }))
    const say = (path: string) => sayPath(readPath(path, names))
    expect(say('gpus[GPU-1f2e].reading.linkCurrentGen')).toBe('GPU 3, link current gen')
    expect(say('gpus[gpu:1].memoryTotalMib')).toBe('GPU gpu:1, memory total MiB')
    expect(say('pciFunctions[0000:3b:00.0].link.maxGts')).toBe('PCI function 0000:3b:00.0, link, max GT/s')
    expect(say('numaNodes[0].distances[1].distance')).toBe('NUMA node 0, distances 1, distance')
    expect(say('machineKind')).toBe('Machine')
    expect(say('kernel.parameters[iommu].value')).toBe('Kernel, parameters iommu, value')
  })
})

describe('the claims of a fact', () => {
  test('are counted against the first, which is the one that was believed', () => {
    const summary = weighClaims({ claims: [aClaim('16'), aClaim('16'), aClaim('8'), aClaim('16')] })
    expect(summary).toMatchObject({ first: { value: '16' }, agreeing: 2, differing: 1 })
    expect(describeOthers(summary, true)).toBe('2 agree, 1 contradicts')
    // Where no contradiction was recorded, the difference is an innocent one.
    expect(describeOthers(summary, false)).toBe('2 agree, 1 words it otherwise')
    expect(describeOthers(weighClaims({ claims: [aClaim('16')] }), false)).toBe('')
  })

  test('that are none leave a fact worked out, or unknown', () => {
    expect(weighClaims({ claims: [] })).toEqual({ first: null, agreeing: 0, differing: 0 })
    expect(judgeOrigin({ value: 'guest', claims: [] })).toBe('derived')
    expect(judgeOrigin({ value: null, claims: [] })).toBe('unknown')
    expect(judgeOrigin({ value: '1', claims: [aClaim('1')] })).toBe('told')
  })
})
