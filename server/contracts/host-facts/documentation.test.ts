import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { inspectionSchema, PARSE_ISSUE_CODES, REFUSAL_CODES } from '@/server/contracts/inspection'
import { TOOL_IDS } from '@/server/core/inventory/tools/tool-facts'
import { hostFactsSchema } from './host-schema'
import { TOOL_SCHEMAS } from './tool-schemas'

const PAGE = readFileSync('docs/host-facts.md', 'utf8')

/** The words of a text that stand between back quotes. */
function listCodeWords(text: string): Set<string> {
  return new Set([...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, code]) => code?.match(/[\w-]+/g) ?? []))
}

function readSection(title: string): string {
  const [, after = ''] = PAGE.split(`\n## ${title}`)
  return after.split('\n## ')[0] ?? ''
}

interface SchemaDef {
  type: string
  shape?: Record<string, z.ZodType>
  element?: z.ZodType
  innerType?: z.ZodType
}

function getDef(schema: z.ZodType): SchemaDef {
  return schema.def
}

/** Every key of a schema down to `depth` objects, with the path that led there. */
function listKeys(schema: z.ZodType, depth: number, path = ''): { key: string; path: string }[] {
  const { shape, element, innerType } = getDef(schema)
  const inner = element ?? innerType
  if (inner) return listKeys(inner, depth, path)
  return Object.entries(shape ?? {}).flatMap(([key, value]) => {
    const below = depth > 1 ? listKeys(value, depth - 1, `${path}.${key}`) : []
    return [{ key, path: `${path}.${key}` }, ...below]
  })
}

const rowsOfTools = [...readSection('Tools').matchAll(/^\| `([a-z0-9-]+)` \|.*\|.*\|.*\|$/gm)]
const toolRows = new Map(rowsOfTools.map(([row, id]) => [id, row]))

describe('docs/host-facts.md', () => {
  it('has one row for each tool and for nothing else', () => {
    expect(rowsOfTools).toHaveLength(TOOL_IDS.length)
    expect(new Set(toolRows.keys())).toEqual(new Set<string>(TOOL_IDS))
  })

  it.each(TOOL_IDS)('names in the row of %s every field of its facts', (tool) => {
    const words = listCodeWords(toolRows.get(tool) ?? '')
    const keys = listKeys(TOOL_SCHEMAS[tool], 1).map(({ key }) => key)
    expect(keys.length).toBeGreaterThan(0)
    expect(keys.filter((key) => !words.has(key))).toEqual([])
  })

  it('names every field of a host down to those of its lists', () => {
    const words = listCodeWords(readSection('`HostFacts`'))
    const keys = listKeys(hostFactsSchema, 3)
    expect(keys.length).toBeGreaterThan(180)
    const grouped = /^\.gpus\.(?:temperatureLimits|vgpuCapability|reading\.more)\.|^\.gpus\.ecc\.\w+\./
    const missing = keys.filter(({ key, path }) => !words.has(key) && !grouped.test(path))
    expect(missing.map(({ path }) => path)).toEqual([])
  })

  it('names every refusal, every issue and every field of what is printed', () => {
    const read = listCodeWords(readSection('What is read and what is refused'))
    expect([...REFUSAL_CODES, ...PARSE_ISSUE_CODES].filter((code) => !read.has(code))).toEqual([])
    const printed = listCodeWords(readSection('`berth inspect`'))
    const { files } = getDef(inspectionSchema).shape ?? {}
    if (!files) throw new Error('the document has no files')
    const keys = listKeys(inspectionSchema, 1).concat(listKeys(files, 2))
    expect(keys.length).toBeGreaterThan(10)
    expect(keys.filter(({ key }) => !printed.has(key))).toEqual([])
  })
})
