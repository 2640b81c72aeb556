import { describe, expect, it } from 'vitest'
import { parseText, takeFacts } from '@/server/facts/testing/parse-text'

describe('sysfs DMI lines', () => {
  it('takes a maker’s placeholders for unknown, and a UUID of zeros too', () => {
    const text = [
      'product_uuid:00000000-0000-0000-0000-000000000000',
      'product_name:PowerEdge: XE9680',
      'sys_vendor:Dell Inc.',
      'product_serial:To Be Filled By O.E.M.',
      'board_name:0123456789',
      'bios_version:2.1.5',
    ].map((line) => `/sys/class/dmi/id/${line}`)
    expect(takeFacts(parseText(text.join('\n')), 'dmi').facts).toEqual({
      productUuid: null,
      productName: 'PowerEdge: XE9680',
      systemVendor: 'Dell Inc.',
      productSerial: null,
      boardName: null,
      biosVersion: '2.1.5',
      biosDate: null,
      chassisAssetTag: null,
    })
  })

  it('writes a product UUID in one case, so that it can be joined', () => {
    const text = '/sys/class/dmi/id/product_uuid:4C4C4544-0053-5210-8038-C8C04F583034'
    expect(takeFacts(parseText(text), 'dmi').facts.productUuid).toBe('4c4c4544-0053-5210-8038-c8c04f583034')
  })
})
