import type { MigProfile, MigProfilesFacts } from '@/server/core/inventory/tools/mig-facts'
import type { IssueList } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import { type MigRow, type MigTable, readMigTable } from './read-mig-table'
import { readCount, readId } from './read-mig-value'

type EngineField =
  | 'multiprocessors'
  | 'decoders'
  | 'encoders'
  | 'copyEngines'
  | 'jpegEngines'
  | 'opticalFlowEngines'

/** By the words of the head: which engines are listed, and on which of a profile's two lines, may change. */
const ENGINES: ReadonlyMap<string, EngineField> = new Map([
  ['SM', 'multiprocessors'],
  ['DEC', 'decoders'],
  ['ENC', 'encoders'],
  ['CE', 'copyEngines'],
  ['JPEG', 'jpegEngines'],
  ['JPG', 'jpegEngines'],
  ['OFA', 'opticalFlowEngines'],
])

/**
 * `nvidia-smi mig -lgip`, of one or several GPUs; two lines per profile, columns found by the words of the head.
 * Throws `PartRefusal`.
 */
export function parseMigProfiles(text: string, issues: IssueList): MigProfilesFacts {
  const table = readMigTable(text, 'GPU instance profiles', issues)
  const columns = findColumns(table)
  const profiles: MigProfile[] = []
  const seen = new Set<string>()
  let current: MigProfile | null = null
  for (const row of table.rows) {
    const isSecondLine: boolean = row.words.every((word) => /^(?:\d+|N\/A|-)$/.test(word))
    if (isSecondLine) {
      if (current) takeEngines(current, columns.second, row, issues)
      current = null
      continue
    }
    current = readProfile(row, columns.first, issues)
    if (!current) continue
    const key = `${current.gpuIndex} ${current.profileId}`
    if (seen.has(key))
      issues.add('duplicate', row.line, `GPU ${current.gpuIndex}, profile ${current.profileId}`)
    else profiles.push(current)
    seen.add(key)
  }
  return { profiles }
}

/** `GPU Name ID Instances Memory P2P SM DEC ENC` and, below it, `Free/Total GiB CE JPEG OFA`. */
function findColumns({ head }: MigTable): { first: string[]; second: string[] } {
  const first = head.find((words) => words.includes('GPU')) ?? []
  const others = head.filter((words) => words !== first).flat()
  return { first, second: others.filter((word) => ENGINES.has(word)) }
}

function readProfile(row: MigRow, columns: string[], issues: IssueList): MigProfile | null {
  const read = (column: string) => row.words[columns.indexOf(column)]
  const gpuIndex = readId(read('GPU'))
  const profileId = readId(read('ID'))
  const name = readText(read('Name') ?? null)
  if (row.words.length !== columns.length || gpuIndex === null || profileId === null || name === null) {
    issues.add('raggedRow', row.line, row.words.join(' '))
    return null
  }
  const instances = readInstances(read('Instances'), row.line, issues)
  const profile: MigProfile = {
    gpuIndex,
    name,
    profileId,
    freeInstances: instances?.free ?? null,
    totalInstances: instances?.total ?? null,
    memoryGib: readGib(read('Memory'), row.line, issues),
    hasP2p: readYesNo(read('P2P'), row.line, issues),
    multiprocessors: null,
    decoders: null,
    encoders: null,
    copyEngines: null,
    jpegEngines: null,
    opticalFlowEngines: null,
  }
  takeEngines(profile, columns, row, issues)
  return profile
}

/** A line with more or fewer words than its columns cannot be told apart; then nothing of it is taken. */
function takeEngines(profile: MigProfile, columns: string[], row: MigRow, issues: IssueList): void {
  if (row.words.length !== columns.length) {
    issues.add('raggedRow', row.line, `${row.words.length} values under ${columns.length} columns`)
    return
  }
  columns.forEach((column, index) => {
    const field = ENGINES.get(column)
    if (field) profile[field] = readCount(row.words[index], column, row.line, issues)
  })
}

function readInstances(word: string | undefined, line: number, issues: IssueList) {
  const text = readText(word ?? null)
  if (text === null) return null
  const match = /^(\d{1,4})\/(\d{1,4})$/.exec(text)
  if (match) return { free: Number(match[1]), total: Number(match[2]) }
  issues.add('unreadableValue', line, `instances: ${text}`)
  return null
}

function readGib(word: string | undefined, line: number, issues: IssueList): number | null {
  const text = readText(word ?? null)
  if (text === null) return null
  if (/^\d{1,5}(?:\.\d{1,3})?$/.test(text)) return Number(text)
  issues.add('unreadableValue', line, `memory: ${text}`)
  return null
}

function readYesNo(word: string | undefined, line: number, issues: IssueList): boolean | null {
  const text = readText(word ?? null)
  if (text === 'Yes' || text === 'No') return text === 'Yes'
  if (text !== null) issues.add('unreadableValue', line, `P2P: ${text}`)
  return null
}
