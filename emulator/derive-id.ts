import { createHash } from 'node:crypto'

/** The same name always has the same id, so that every start of the emulator tells of the same machines. */
export function deriveUuid(name: string): string {
  const hex = createHash('sha256').update(`berth-emulator:${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export function deriveSerial(name: string): string {
  const digest = createHash('sha256').update(`berth-emulator-serial:${name}`).digest()
  return `1${String(digest.readUInt32BE(0)).padStart(10, '0')}${String(digest.readUInt16BE(4) % 100).padStart(2, '0')}`
}
