import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/**
 * Which room may import which (docs/architecture.md). The linter says the same while one types; this test reads
 * every file anew, and counts what it read, so that a rule that silently matches nothing is noticed.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  core: [],
  contracts: ['core'],
  wording: ['core'],
  config: [],
  db: ['core', 'config'],
  facts: ['core', 'config'],
  events: ['core', 'config', 'db'],
  services: ['db', 'facts', 'events', 'contracts', 'wording', 'core', 'config'],
  trpc: ['services', 'contracts', 'core', 'config'],
  jobs: ['services', 'contracts', 'core', 'config'],
  cli: ['services', 'contracts', 'wording', 'core', 'config', 'facts', 'launcher', 'db'],
  launcher: ['config', 'db', 'services'],
  emulator: ['contracts', 'core'],
  components: ['contracts', 'wording', 'core'],
  app: ['components', 'contracts', 'wording', 'core', 'services', 'trpc', 'config'],
}
const ROOMS_OF_CORE = [
  'units',
  'inventory',
  'topology',
  'partitions',
  'estate',
  'access',
  'placement',
  'admission',
]
const IMPORT =
  /^\s*(?:import|export)\s(?!type\b)[^'"]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/gm

function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/')
  return top === 'server' ? second : top
}

const files = ['app', 'components', 'server', 'db', 'emulator']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
  )
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/testing\//.test(path))
const edges = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((match) => ({
    file,
    target: match[1] ?? match[2] ?? match[3] ?? '',
  })),
)
const ours = edges.filter((edge) => edge.target.startsWith('@/'))

test('every room imports only what lies below it', () => {
  const broken = ours.filter(({ file, target }) => {
    const from = roomOf(file)
    const to = roomOf(target.slice(2))
    return from !== to && MAY_IMPORT[from] !== undefined && !MAY_IMPORT[from].includes(to)
  })
  expect(broken).toEqual([])
  expect(files.length).toBeGreaterThan(200)
  expect(ours.length).toBeGreaterThan(500)
})

test('core is pure: no import from outside it, and its rooms import only rooms before them', () => {
  const core = edges.filter(({ file }) => file.startsWith('server/core/'))
  const outside = core.filter(
    ({ target }) => !target.startsWith('./') && !target.startsWith('@/server/core/'),
  )
  expect(outside).toEqual([])
  const uphill = core.filter(({ file, target }) => {
    const from = ROOMS_OF_CORE.indexOf(file.split('/')[2] ?? '')
    const to = target.startsWith('@/') ? ROOMS_OF_CORE.indexOf(target.split('/')[3] ?? '') : from
    return from < 0 || to < 0 || to > from
  })
  expect(uphill).toEqual([])
  expect(core.length).toBeGreaterThan(20)
})

test('nobody climbs out of a folder, and no folder is a drawer', () => {
  expect(edges.filter(({ target }) => target.startsWith('../'))).toEqual([])
  expect(files.filter((file) => /(^|\/)(utils|helpers|common|misc)(\/|\.)/.test(file))).toEqual([])
})

test('pages and components never import the server’s inside', () => {
  const drawn = ours.filter(({ file }) => /^(components|app\/\(|app\/layout)/.test(file))
  const broken = drawn.filter(({ target }) =>
    /^@\/(db|emulator|server\/(facts|jobs|cli|launcher|events|config|trpc|services\/(?!session\/)))/.test(
      target,
    ),
  )
  expect(broken).toEqual([])
  expect(drawn.length).toBeGreaterThan(100)
})
