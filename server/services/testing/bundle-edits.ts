import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import type { BundleFiles } from './emulated-hosts'

export type ToolEnd = 'absent' | 'failed' | 'timedOut' | 'toolHung'

/** What a collector sends of one tool: its output, or how it ended without one. */
export type ToldTool = string | Buffer | { status: ToolEnd }

/** Puts these tools into a bundle, in place of whatever it tells of them. */
export function tellTools(files: BundleFiles, told: Partial<Record<ToolId, ToldTool>>): void {
  for (const [tool, what] of Object.entries(told)) {
    dropTools(files, [tool])
    if (typeof what === 'string' || Buffer.isBuffer(what)) {
      files.set(`${tool}.out`, what)
      addLine(files, `tool=${tool} status=ok exit=0 seconds=0 file=${tool}.out`)
    } else addLine(files, `tool=${tool} status=${what.status} exit=- seconds=- file=-`)
  }
}

/** A collector that says nothing of them at all, not even that they are absent. */
export function dropTools(files: BundleFiles, tools: readonly string[]): void {
  for (const tool of tools) {
    const line = new RegExp(`^tool=${tool} .*file=(\\S+)\\n`, 'm')
    const file = line.exec(readManifestText(files))?.[1]
    if (file !== undefined) files.delete(file)
    files.set('manifest', readManifestText(files).replace(line, ''))
  }
}

/** All others are dropped, so that a test says by itself what its host tells. */
export function keepTools(files: BundleFiles, tools: readonly ToolId[]): void {
  const told = [...readManifestText(files).matchAll(/^tool=(\S+) /gm)].flatMap(([, tool]) => tool ?? [])
  const missing = tools.filter((tool) => !told.includes(tool))
  if (missing.length > 0) throw new Error(`the emulator does not write ${missing.join(', ')}`)
  dropTools(
    files,
    told.filter((tool) => !(tools as readonly string[]).includes(tool)),
  )
}

/** Sets `key=value` of the manifest. */
export function setManifest(files: BundleFiles, values: Record<string, string>): void {
  for (const [key, value] of Object.entries(values)) {
    const others = readManifestText(files).replace(new RegExp(`^${key}=.*\\n`, 'm'), '')
    files.set('manifest', `${key}=${value}\n${others}`)
  }
}

/** @throws Error where there is nothing to replace: an edit that changes nothing proves nothing */
export function replaceIn(files: BundleFiles, tool: ToolId, from: RegExp, to: string): void {
  const file = new RegExp(`^tool=${tool} .*file=(\\S+)$`, 'm').exec(readManifestText(files))?.[1] ?? ''
  const text = String(files.get(file))
  const edited = text.replaceAll(new RegExp(from, `${from.flags.replace('g', '')}g`), () => to)
  if (edited === text) throw new Error(`nothing in ${tool} matches ${from.source}`)
  files.set(file, edited)
}

function readManifestText(files: BundleFiles): string {
  return String(files.get('manifest'))
}

function addLine(files: BundleFiles, line: string): void {
  files.set('manifest', `${readManifestText(files)}${line}\n`)
}
