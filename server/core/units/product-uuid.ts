/**
 * UUIDs that makers ship on many machines at once: a machine that tells one of them has told none. All zeros and all
 * ones mean "not set" (SMBIOS 7.2.1); the others are fill-in values of reference firmware.
 */
const SHARED_BY_MANY = new Set([
  '03000200-0400-0500-0006-000700080009',
  '00020003-0004-0005-0006-000700080009',
  '12345678-1234-5678-90ab-cddeefaabbcc',
  '12345678-1234-1234-1234-123456789abc',
])

/**
 * The DMI product UUID in lower case, null where there is none to go by. Only the shape is asked for: makers put
 * serial numbers and MAC addresses there, without the version and variant bits of RFC 9562.
 */
export function readProductUuid(text: string | null): string | null {
  const uuid = text?.trim().toLowerCase() ?? ''
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)) return null
  if (/^([0-9a-f])(?:\1|-)*$/.test(uuid) || SHARED_BY_MANY.has(uuid)) return null
  return uuid
}
