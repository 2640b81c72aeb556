import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

const FORMAT = 'cpu-numa'

const NOTHING_ELSE = {
  boardVendor: null,
  boardName: null,
  boardSerial: null,
  biosVendor: null,
  biosVersion: null,
  biosDate: null,
  chassisVendor: null,
  chassisSerial: null,
  chassisAssetTag: null,
}

describe.skipIf(!hasSamples(FORMAT))('real dmidecode output', () => {
  it('reads a DGX A100, its stock-keeping number left at the maker’s default', () => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, 'dmidecode-t1_dgx-a100.txt'), 'dmidecode')
    expect(facts).toEqual({
      productUuid: '9f9ffb35-ff5c-03d3-1000-bfde6aa63a00',
      productName: 'DGXA100 920-23687-2531-001',
      systemVendor: 'NVIDIA',
      productSerial: '1571620610013',
      productVersion: 'v1.0',
      productSku: null,
      productFamily: 'DGXA100',
      ...NOTHING_ELSE,
    })
    expect(issues).toEqual([])
  })

  it('reads an XE9680, indented by spaces and without a last line end', () => {
    const { facts } = takeFacts(parseSample(FORMAT, 'gpud_dmidecode.txt'), 'dmidecode')
    expect(facts).toEqual({
      productUuid: '4c4c4544-0053-5210-8038-c8c04f583034',
      productName: 'PowerEdge XE9680',
      systemVendor: 'Dell Inc.',
      productSerial: 'HSR8X04',
      productVersion: null,
      productSku: 'SKU=94F9;ModelName=PowerEdge XE9680',
      productFamily: 'PowerEdge',
      ...NOTHING_ELSE,
    })
  })

  it('tells of a cut text nothing that the whole one does not say', () => {
    const files = listSamples(FORMAT).filter((file) => file.includes('dmidecode'))
    for (const file of files) {
      const text = readSampleText(FORMAT, file)
      const { tried, read, inventions } = tryCuts(text, 'dmidecode', listLengths(text))
      expect(inventions).toEqual([])
      expect(tried).toBe(text.length)
      expect(read).toBeGreaterThan(100)
    }
    expect(files).toHaveLength(2)
  })
})
