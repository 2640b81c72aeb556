import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What one run hands from its first project to the later ones: the set-up code, sign-ins, host tokens. */
export const STATE_DIR = join(import.meta.dirname, '../../test-results/state')

export function writeState(name: string, value: unknown): void {
  mkdirSync(STATE_DIR, { recursive: true, mode: 0o700 })
  writeFileSync(join(STATE_DIR, `${name}.json`), JSON.stringify(value), { mode: 0o600 })
}

export function readState<Value>(name: string): Value {
  return JSON.parse(readFileSync(join(STATE_DIR, `${name}.json`), 'utf8')) as Value
}

export function storageFile(role: string): string {
  return join(STATE_DIR, `sign-in-${role}.json`)
}
