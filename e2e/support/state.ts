import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What one run hands from its first project to the later ones; beside it lie the sign-ins, one a role. */
export interface State {
  /** Written by the server's starter once Berth has printed its one-time code. */
  setup: { code: string; launcherPid: number; dataDir: string }
  /** The tokens of the emulated hosts by their slugs. */
  hosts: Record<string, string>
}

export const STATE_DIR = join(import.meta.dirname, '../../test-results/state')

export function writeState<Name extends keyof State>(name: Name, value: State[Name]): void {
  mkdirSync(STATE_DIR, { recursive: true, mode: 0o700 })
  writeFileSync(stateFile(name), JSON.stringify(value), { mode: 0o600 })
}

export function readState<Name extends keyof State>(name: Name): State[Name] {
  return JSON.parse(readFileSync(stateFile(name), 'utf8')) as State[Name]
}

export function hasState(name: keyof State): boolean {
  return existsSync(stateFile(name))
}

export function storageFile(role: string): string {
  return stateFile(`sign-in-${role}`)
}

export function readSignIn(role: string): { cookies: { name: string; value: string }[] } {
  return JSON.parse(readFileSync(storageFile(role), 'utf8')) as ReturnType<typeof readSignIn>
}

function stateFile(name: string): string {
  return join(STATE_DIR, `${name}.json`)
}
