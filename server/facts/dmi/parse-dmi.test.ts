import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts } from '@/server/facts/testing/parse-text'

function writeLines(lines: string[]): string {
  return lines.map((line) => `/sys/class/dmi/id/${line}\n`).join('')
}

describe('sysfs DMI lines', () => {
  it('takes a maker’s placeholders for unknown, and a UUID of zeros too', () => {
    const text = writeLines([
      'product_uuid:00000000-0000-0000-0000-000000000000',
      'product_name:PowerEdge: XE9680',
      'sys_vendor:Dell Inc.',
      'product_serial:To Be Filled By O.E.M.',
      'product_version:Not Specified',
      'product_family:PowerEdge',
      'board_name:0123456789',
      'board_serial:01234567',
      'bios_version:2.1.5',
      'chassis_vendor:Chassis Manufacturer',
    ])
    expect(takeFacts(parseText(text), 'dmi').facts).toEqual({
      productUuid: null,
      productName: 'PowerEdge: XE9680',
      systemVendor: 'Dell Inc.',
      productSerial: null,
      productVersion: null,
      productSku: null,
      productFamily: 'PowerEdge',
      boardVendor: null,
      boardName: null,
      boardSerial: null,
      biosVendor: null,
      biosVersion: '2.1.5',
      biosDate: null,
      chassisVendor: null,
      chassisSerial: null,
      chassisAssetTag: null,
    })
  })

  it('writes a product UUID in one case, so that it can be joined', () => {
    const text = writeLines(['product_uuid:4C4C4544-0053-5210-8038-C8C04F583034'])
    expect(takeFacts(parseText(text), 'dmi').facts.productUuid).toBe('4c4c4544-0053-5210-8038-c8c04f583034')
  })

  it('tells of a cut text nothing that the whole one does not say', () => {
    const text = writeLines(['product_name:R750', 'product_name:R760', 'sys_vendor:Dell Inc.'])
    const { tried, read, inventions } = tryCuts(text, 'dmi', listLengths(text))
    expect(inventions).toEqual([])
    expect(tried).toBe(text.length)
    expect(read).toBeGreaterThan(20)
  })
})
