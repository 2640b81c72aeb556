import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

const FORMAT = 'mig-vgpu'

describe.skipIf(!hasSamples(FORMAT))('the real table of nvidia-smi vgpu', () => {
  it('takes ids and addresses, and nothing that the table cut off', () => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, 'akb486_nvidia-smi_vgpu.txt'), 'nvidia-smi-vgpu')
    expect(facts.driverVersion).toBe('525.147.01')
    expect(facts.gpus).toHaveLength(1)
    expect(facts.gpus[0]).toMatchObject({
      index: 0,
      busId: '0000:01:00.0',
      productName: null,
      activeVgpuCount: null,
      gpuUtilisationPercent: 0,
    })
    expect(facts.gpus[0]?.vgpus).toHaveLength(1)
    expect(facts.gpus[0]?.vgpus[0]).toMatchObject({
      vgpuId: '3251634190',
      typeName: null,
      vmUuid: null,
      vmId: null,
      vmName: null,
      gpuUtilisationPercent: 0,
      framebufferTotalMib: null,
    })
    expect(issues).toEqual([])
  })
})

describe.skipIf(!hasSamples(FORMAT))('the real table, cut off', () => {
  it('tells nothing that the whole one does not', () => {
    const text = readSampleText(FORMAT, 'akb486_nvidia-smi_vgpu.txt')
    const report = tryCuts(text, 'nvidia-smi-vgpu', listLengths(text))
    expect(report.tried).toBe(text.length)
    expect(report.inventions).toEqual([])
  })
})
