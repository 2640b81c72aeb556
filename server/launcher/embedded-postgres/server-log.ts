import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

const LINES_SHOWN = 12

/** The last lines PostgreSQL wrote, before and after it had opened its log of the day. */
export async function readServerComplaint(home: string): Promise<string> {
  const folder = join(home, 'log')
  const names = (await readdir(folder)).filter((name) => name.startsWith('postgresql-'))
  const aged = await Promise.all(
    names.map(async (name) => ({ name, writtenMs: (await stat(join(folder, name))).mtimeMs })),
  )
  const newest = aged.toSorted((a, b) => b.writtenMs - a.writtenMs)[0]
  const files = ['startup.log', ...(newest ? [newest.name] : [])]
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')))
  const lines = texts.flatMap((text) => text.trim().split('\n').slice(-LINES_SHOWN)).filter(Boolean)
  return lines.length === 0 ? `(it wrote nothing; see ${folder})` : lines.join('\n')
}
