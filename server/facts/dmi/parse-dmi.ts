import type { DmiFacts } from '@/server/core/inventory/tools/system-facts'
import { readProductUuid } from '@/server/core/units/product-uuid'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readPathValues } from '@/server/facts/text/path-values'
import { readText } from '@/server/facts/text/read-value'

const PATH = /^\/sys\/(?:class\/dmi|devices\/virtual\/dmi)\/id\/([a-z_]+)$/

/** What boards carry when their maker filled nothing in. Compared in lower case. */
const PLACEHOLDERS = new Set([
  'to be filled by o.e.m.',
  'default string',
  'not specified',
  'not applicable',
  'not available',
  'system product name',
  'system manufacturer',
  'system serial number',
  'chassis asset tag',
  'no asset tag',
  'no asset information',
  'o.e.m.',
  'empty',
  'x.x.x',
])

/** Lines `/sys/class/dmi/id/<attribute>:<value>`. Throws `PartRefusal`. */
export function parseDmi(text: string, issues: IssueList): DmiFacts {
  const values = new Map<string, string>()
  for (const { path, value } of readPathValues(text, (candidate) => PATH.test(candidate), issues)) {
    const attribute = PATH.exec(path)?.[1]
    if (attribute) values.set(attribute, value)
  }
  if (values.size === 0) throw new PartRefusal('unrecognised', 1, 'no line of /sys/class/dmi/id')
  const read = (name: string) => readDmiText(values.get(name) ?? null)
  return {
    productUuid: readProductUuid(readText(values.get('product_uuid') ?? null)),
    productName: read('product_name'),
    systemVendor: read('sys_vendor'),
    productSerial: read('product_serial'),
    boardName: read('board_name'),
    biosVersion: read('bios_version'),
    biosDate: read('bios_date'),
    chassisAssetTag: read('chassis_asset_tag'),
  }
}

function readDmiText(raw: string | null): string | null {
  const text = readText(raw)
  if (text === null || PLACEHOLDERS.has(text.toLowerCase())) return null
  // 0123456789, 1234567890, 0000, xxxxxxx: typed to get past a form.
  return /^(?:0?123456789(?:0|abcdef)?|(.)\1+)$/i.test(text) ? null : text
}
