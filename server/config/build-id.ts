import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

let known: string | undefined

/** Names this build of Berth; a process that runs from source is a build of its own. */
export function getBuildId(): string {
  known ??= readBuildId()
  return known
}

function readBuildId(): string {
  try {
    return readFileSync(join(process.cwd(), '.next', 'BUILD_ID'), 'utf8').trim()
  } catch {
    return `source-${randomUUID()}`
  }
}
