import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isErrno } from '@/server/launcher/process-identity'

/** What `next build` reads, by folder or file; git is not asked, since a downloaded archive has none. */
const BUILD_INPUTS = [
  'app',
  'components',
  'db',
  'emulator',
  'server',
  'public',
  'instrumentation.ts',
  'instrumentation-client.ts',
  'instrumentation-node.ts',
  'proxy.ts',
  'next.config.js',
  'postcss.config.mjs',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
]

const TEST_FILE = /\.test\.tsx?$/

export type SourceHash = { hash: string; fileCount: number }

/** A fingerprint of names and contents that does not depend on dates, order of the file system, or place. */
export async function hashSources(
  root: string,
  inputs: readonly string[] = BUILD_INPUTS,
): Promise<SourceHash> {
  const files = (await Promise.all(inputs.map((input) => listFiles(root, input)))).flat().toSorted()
  const digest = createHash('sha256').update(`node ${process.versions.modules}\n`)
  for (const file of files) {
    const content = await readFile(join(root, file))
    digest.update(`${file}\0${content.length}\0`).update(content)
  }
  return { hash: digest.digest('hex'), fileCount: files.length }
}

async function listFiles(root: string, input: string): Promise<string[]> {
  const found = await stat(join(root, input)).catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return null
    throw error
  })
  if (found === null) return []
  if (found.isFile()) return [input]
  const entries = await readdir(join(root, input), { withFileTypes: true })
  const lists = await Promise.all(
    entries.filter(isBuildInput).map((entry) => listFiles(root, `${input}/${entry.name}`)),
  )
  return lists.flat()
}

function isBuildInput(entry: Dirent): boolean {
  if (entry.name.startsWith('.') || entry.name === 'node_modules') return false
  return entry.isDirectory() || (entry.isFile() && !TEST_FILE.test(entry.name))
}
