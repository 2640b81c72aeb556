import { readText } from '@/server/facts/text/read-value'

/** What boards carry when their maker filled nothing in. Compared in lower case. */
const PLACEHOLDERS = new Set([
  'to be filled by o.e.m.',
  'to be filled by oem',
  'default string',
  'not specified',
  'not applicable',
  'not available',
  'not present',
  'not settable',
  'not provided',
  'undefined',
  'invalid',
  '<out of spec>',
  '<bad index>',
  'system product name',
  'system manufacturer',
  'system version',
  'system serial number',
  'base board serial number',
  'chassis manufacturer',
  'chassis serial number',
  'chassis asset tag',
  'base board asset tag',
  'no asset tag',
  'no asset information',
  'sku',
  'o.e.m.',
  'oem',
  'empty',
  'none',
  'x.x.x',
])

/** A DMI text; null for a maker's placeholder and for a row of digits typed to get past a form. */
export function readDmiText(raw: string | null): string | null {
  const text = readText(raw)
  if (text === null || PLACEHOLDERS.has(text.toLowerCase())) return null
  // 0123456789, 01234567, 123456789, 0000, xxxxxxx, and what is only dots and dashes.
  if (/^(?:0?1234567(?:8(?:9(?:0|abcdef)?)?)?|(.)\1+|[\s.,_/-]+)$/i.test(text)) return null
  return text
}
