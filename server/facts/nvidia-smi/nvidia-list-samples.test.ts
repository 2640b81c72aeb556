import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

const FORMAT = 'mig-vgpu'
const MIXED = 'ceems_L_8xA100_mixed-mig.txt'
const MASKED = 'nge_h100-mig_L.txt'
const SEVEN = 'vgpuhost_h100nvl_550.127.06_L_7x1g.12gb.txt'

function readList(file: string) {
  const { facts, issues } = takeFacts(parseSample(FORMAT, file), 'nvidia-smi-l')
  return { gpus: facts.gpus, issues }
}

describe.skipIf(!hasSamples(FORMAT))('real nvidia-smi -L output', () => {
  it('has an expectation here for every list there is', () => {
    expect(listSamples(FORMAT).filter((file) => /_L[_.]/.test(file))).toEqual([MIXED, MASKED, SEVEN])
  })

  it('reads eight A100 of which two are cut up, and two bear no UUID', () => {
    const { gpus, issues } = readList(MIXED)
    expect(gpus.map((gpu) => gpu.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(new Set(gpus.map((gpu) => gpu.productName))).toEqual(new Set(['NVIDIA A100-PCIE-40GB']))
    expect(gpus.map((gpu) => gpu.migDevices.map((device) => device.profileName))).toEqual([
      [],
      [],
      ['4g.20gb', '1g.5gb', '1g.5gb'],
      ['4g.20gb', '2g.10gb', '1g.5gb'],
      [],
      [],
      [],
      [],
    ])
    expect(gpus[3]?.migDevices[1]).toEqual({
      index: 1,
      profileName: '2g.10gb',
      uuid: 'MIG-ed3d4e0a-516b-5cdf-a202-6239aa536031',
    })
    expect(gpus.map((gpu) => gpu.uuid !== null)).toEqual([true, true, true, true, false, false, true, true])
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['unreadableValue', 11],
      ['unreadableValue', 12],
    ])
  })

  it('takes no identity from zeros', () => {
    const { gpus, issues } = readList(MASKED)
    expect(gpus).toMatchObject([{ index: 0, productName: 'NVIDIA H100 80GB HBM3', uuid: null }])
    expect(gpus[0]?.migDevices.map(({ index, profileName, uuid }) => [index, profileName, uuid])).toEqual([
      [0, '3g.40gb', null],
      [1, '2g.20gb', 'MIG-00000001-0000-0000-0000-000000000001'],
      [2, '1g.10gb', 'MIG-00000002-0000-0000-0000-000000000002'],
      [3, '1g.10gb', 'MIG-00000003-0000-0000-0000-000000000003'],
    ])
    expect(issues).toEqual([])
  })

  it('reads the seven devices of an H100 NVL', () => {
    const { gpus, issues } = readList(SEVEN)
    expect(gpus).toHaveLength(1)
    expect(gpus[0]?.uuid).toBe('GPU-f4548330-27be-041a-ad8e-95b3005644b8')
    expect(gpus[0]?.migDevices.map(({ index, profileName }) => [index, profileName])).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((index) => [index, '1g.12gb']),
    )
    expect(gpus[0]?.migDevices[6]?.uuid).toBe('MIG-7a52b067-66ca-54eb-b2da-4bf4d9673bb7')
    expect(issues).toEqual([])
  })

  it.each([MIXED, MASKED, SEVEN])('%s cut off anywhere tells nothing that the whole does not', (file) => {
    const text = readSampleText(FORMAT, file)
    const report = tryCuts(text, 'nvidia-smi-l', listLengths(text))
    expect(report.inventions).toEqual([])
    expect(report.tried).toBe(text.length)
    expect(report.read).toBeGreaterThan(0)
  })
})
