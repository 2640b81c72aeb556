import { describe, expect, it } from 'vitest'
import { parseCutText, parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

function writeSample(actual: number): string {
  return JSON.stringify(
    {
      period: { duration: 1000.5, unit: 'ms' },
      frequency: { requested: 600, actual, unit: 'MHz' },
      power: { GPU: 0.5, Package: 12.25, unit: 'W' },
      engines: { 'Render/3D': { busy: 3.5, sema: 0, wait: 0, unit: '%' } },
    },
    null,
    '\t',
  )
}

describe('intel_gpu_top', () => {
  it('reads the whole samples of an array that never ends', () => {
    const text = `[\n${writeSample(500)},\n${writeSample(550)},\n{\n\t"period": {`
    const { facts, issues } = takeFacts(parseCutText(text), 'intel-gpu-top')
    expect(facts.samples.map(({ frequencyActualMhz }) => frequencyActualMhz)).toEqual([500, 550])
    expect(issues).toMatchObject([{ code: 'unfinishedLine' }])
  })

  it('reads objects without an array around them, and an array that was closed', () => {
    const bare = takeFacts(parseText(`${writeSample(1)},\n${writeSample(2)}`), 'intel-gpu-top')
    const closed = takeFacts(parseText(`[\n${writeSample(1)},\n${writeSample(2)}\n]`), 'intel-gpu-top')
    expect(bare).toEqual(closed)
    expect(bare.facts.samples).toHaveLength(2)
  })

  it('is refused when not one sample is whole', () => {
    expect(takeRefusal(parseCutText(`[\n${writeSample(1).slice(0, -1)}`)).code).toBe('truncated')
  })

  it('is refused where something else stands between the samples', () => {
    const refusal = takeRefusal(parseText(`${writeSample(1)}\nkilled\n${writeSample(2)}`))
    expect(refusal.code).toBe('malformed')
  })

  it('takes no reading in another unit', () => {
    const text = writeSample(500).replace('"MHz"', '"GHz"')
    const { facts, issues } = takeFacts(parseText(text), 'intel-gpu-top')
    expect(facts.samples).toMatchObject([{ frequencyActualMhz: null, powerPackageW: 12.25 }])
    expect(issues).toHaveLength(2)
  })
})
