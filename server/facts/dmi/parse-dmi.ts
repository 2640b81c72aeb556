import type { DmiFacts } from '@/server/core/inventory/tools/system-facts'
import { readProductUuid } from '@/server/core/units/product-uuid'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readPathValues } from '@/server/facts/text/path-values'
import { readText } from '@/server/facts/text/read-value'
import { readDmiText } from './read-dmi-text'

const PATH = /^\/sys\/(?:class\/dmi|devices\/virtual\/dmi)\/id\/([a-z_]+)$/

/** Lines `/sys/class/dmi/id/<attribute>:<value>`. Of one attribute the first counts. Throws `PartRefusal`. */
export function parseDmi(text: string, issues: IssueList): DmiFacts {
  const values = new Map<string, string>()
  for (const { path, value } of readPathValues(text, (candidate) => PATH.test(candidate), issues)) {
    const attribute = PATH.exec(path)?.[1]
    if (attribute && !values.has(attribute)) values.set(attribute, value)
  }
  if (values.size === 0) throw new PartRefusal('unrecognised', 1, 'no line of /sys/class/dmi/id')
  const read = (name: string) => readDmiText(values.get(name) ?? null)
  return {
    productUuid: readProductUuid(readText(values.get('product_uuid') ?? null)),
    productName: read('product_name'),
    systemVendor: read('sys_vendor'),
    productSerial: read('product_serial'),
    productVersion: read('product_version'),
    productSku: read('product_sku'),
    productFamily: read('product_family'),
    boardVendor: read('board_vendor'),
    boardName: read('board_name'),
    boardSerial: read('board_serial'),
    biosVendor: read('bios_vendor'),
    biosVersion: read('bios_version'),
    biosDate: read('bios_date'),
    chassisVendor: read('chassis_vendor'),
    chassisSerial: read('chassis_serial'),
    chassisAssetTag: read('chassis_asset_tag'),
  }
}
