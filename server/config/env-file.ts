import { existsSync } from 'node:fs'

/** Takes what `.env` in the working directory says, where the environment itself is silent. Not for tests. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env')
}
