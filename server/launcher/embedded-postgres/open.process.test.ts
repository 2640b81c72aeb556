import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, chmodSync, chownSync, constants, readFileSync, statSync, writeFileSync } from 'node:fs'
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EmbeddedPostgres, openEmbeddedPostgres } from '@/server/launcher/embedded-postgres/open'
import {
  createTemporaryDataDir,
  removeDataDir,
  type TemporaryDataDir,
} from '@/server/launcher/testing/temporary-data-dir'
import { waitFor } from '@/server/launcher/wait'

const IS_ROOT = process.getuid?.() === 0
const NOBODY = 65_534

let parent: TemporaryDataDir
let dataDir = ''
let opened: EmbeddedPostgres[] = []

beforeEach(async () => {
  parent = await createTemporaryDataDir()
  dataDir = join(parent.path, 'with a blank', 'data')
  await mkdir(dirname(dataDir), { mode: 0o700 })
})

afterEach(async () => {
  for (const { server } of opened) await server.stop()
  opened = []
  await removeDataDir(dataDir)
  await parent.remove()
})

async function open(path = dataDir): Promise<EmbeddedPostgres> {
  const database = await openEmbeddedPostgres({
    dataDir: path,
    noInstall: process.env.BERTH_NO_INSTALL === '1',
    isDurable: true,
    report: () => undefined,
  })
  opened.push(database)
  return database
}

async function query<T extends object>(url: string, text: string): Promise<T[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(text)).rows
  } finally {
    await client.end()
  }
}

async function crash({ server }: EmbeddedPostgres): Promise<void> {
  process.kill(server.pid, 'SIGKILL')
  await server.gone
}

test('a folder that others cannot enter, with a blank in its path, gets a database that runs unprivileged', async () => {
  const { server, home, urls } = await open()
  expect(home).toMatch(IS_ROOT ? /^\/var\/lib\/berth\/[0-9a-f]{16}$/ : /with a blank\/data$/)
  if (process.platform === 'linux') expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0)
  expect(statSync(join(dataDir, 'database.json')).mode & 0o777).toBe(0o600)
  expect(await readdir(home)).toEqual(IS_ROOT ? ['log', 'pgdata'] : ['database.json', 'log', 'pgdata'])
  const settings = await query<{ name: string; setting: string }>(
    urls.superuserUrl,
    `SELECT name, setting FROM pg_settings WHERE name IN
       ('listen_addresses', 'unix_socket_directories', 'server_encoding', 'fsync', 'data_checksums') ORDER BY name`,
  )
  expect(settings.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
    'data_checksums=on',
    'fsync=on',
    'listen_addresses=127.0.0.1',
    'server_encoding=UTF8',
    'unix_socket_directories=',
  ])
})

test('a password is asked of everyone, also of the superuser on loopback', async () => {
  const { urls } = await open()
  for (const role of ['postgres', 'berth_owner', 'berth_app']) {
    const url = new URL(urls.superuserUrl)
    url.username = role
    url.password = 'guess'
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  }
})

test('an ordinary user has the database inside the data folder', async ({ skip }) => {
  const script = join(import.meta.dirname, '..', 'testing', 'stand-ins', 'open-database.ts')
  if (IS_ROOT && !isReachableByAll(script)) {
    console.log('skipped: this checkout is closed to other users, so none can be tried')
    skip()
  }
  const own = IS_ROOT ? await createTemporaryDataDir() : parent
  if (IS_ROOT) chownSync(own.path, NOBODY, NOBODY)
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, own.path], {
    env: { PATH: process.env.PATH, HOME: own.path, TMPDIR: own.path, NODE_ENV: 'test' },
    ...(IS_ROOT ? { uid: NOBODY, gid: NOBODY } : {}),
  })
  const told = JSON.parse(stdout) as { home: string; pid: number; uid: number }
  expect(told.home).toBe(own.path)
  expect(told.uid).not.toBe(0)
  await own.remove()
})

function isReachableByAll(path: string): boolean {
  if (path === '/') return true
  return (statSync(path).mode & constants.S_IROTH) !== 0 && isReachableByAll(dirname(path))
}

test('a second opening takes over the live server instead of starting another', async () => {
  const first = await open()
  const second = await open()
  expect(second.server).toMatchObject({ wasAdopted: true, pid: first.server.pid, port: first.server.port })
})

test('a crashed server whose process id was given away starts again with its rows', async () => {
  const first = await open()
  await query(first.urls.ownerUrl, 'CREATE TABLE kept AS SELECT 42 AS answer')
  await crash(first)
  const pidFile = join(first.home, 'pgdata', 'postmaster.pid')
  const [, ...rest] = readFileSync(pidFile, 'utf8').split('\n')
  writeFileSync(pidFile, [String(process.pid), ...rest].join('\n'))
  const second = await open()
  expect(second.server.wasAdopted).toBe(false)
  expect(await query(second.urls.appUrl, 'SELECT current_user AS role')).toEqual([{ role: 'berth_app' }])
  expect(await query(second.urls.ownerUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
})

/** A process that is dead but not collected by its parent, as where nobody collects what a killed launcher left. */
async function withZombie(owner: { uid: number; gid: number }, work: (pid: number) => Promise<void>) {
  // The shell starts a child, which lives until fd 3 ends, and becomes something that never asks for it.
  const parentOfIt = spawn('sh', ['-c', 'cat <&3 >/dev/null & echo $!; exec sleep 600'], {
    ...(IS_ROOT ? { uid: owner.uid, gid: owner.gid } : {}),
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  try {
    if (!parentOfIt.stdout) throw new Error('the shell was given no pipe to speak through')
    const [said] = (await once(parentOfIt.stdout, 'data')) as [Buffer]
    const pid = Number(said.toString())
    const isSleep = () => readFileSync(`/proc/${parentOfIt.pid}/comm`, 'utf8').trim() === 'sleep'
    await waitFor(() => isSleep() || null, { what: 'the shell to be gone', timeoutMs: 20_000, everyMs: 10 })
    parentOfIt.stdio[3]?.destroy()
    const isDead = () => /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    await waitFor(() => isDead() || null, { what: 'the zombie', timeoutMs: 20_000, everyMs: 10 })
    await work(pid)
    expect(isDead()).toBe(true)
  } finally {
    parentOfIt.kill('SIGKILL')
  }
}

test.runIf(process.platform === 'linux')(
  'a crashed server that nobody has collected yet does not keep the next one from starting',
  async () => {
    const first = await open()
    await query(first.urls.ownerUrl, 'CREATE TABLE kept AS SELECT 42 AS answer')
    await crash(first)
    const pidFile = join(first.home, 'pgdata', 'postmaster.pid')
    await withZombie(statSync(pidFile), async (pid) => {
      const [, ...rest] = readFileSync(pidFile, 'utf8').split('\n')
      writeFileSync(pidFile, [String(pid), ...rest].join('\n'))
      const second = await open()
      expect(await query(second.urls.ownerUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
    })
  },
)

test('a first start that was interrupted leaves nothing that the next one stumbles over', async () => {
  const first = await open()
  await query(first.urls.superuserUrl, 'DROP DATABASE berth')
  await query(first.urls.superuserUrl, 'DROP ROLE berth_app')
  await mkdir(join(first.home, 'initdb-interrupted'))
  await first.server.stop()
  await rm(join(first.home, 'pgdata'), { recursive: true })
  const second = await open()
  expect(await query(second.urls.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(await readdir(second.home)).not.toContain('initdb-interrupted')
})

test('a database that is not UTF8 is refused', async () => {
  const { urls } = await open()
  await query(urls.superuserUrl, 'DROP DATABASE berth')
  await query(
    urls.superuserUrl,
    `CREATE DATABASE berth ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0`,
  )
  await expect(open()).rejects.toThrow('encoded as LATIN1; Berth needs UTF8')
})

test('a data folder that was moved keeps its database; a copy of it is told whose database it is', async () => {
  const first = await open()
  await query(first.urls.ownerUrl, 'CREATE TABLE kept AS SELECT 42 AS answer')
  await first.server.stop()
  const moved = join(parent.path, 'moved')
  await rename(dataDir, moved)
  dataDir = moved
  const second = await open()
  expect(await query(second.urls.ownerUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }])
  const copy = join(parent.path, 'copy')
  await mkdir(copy)
  await cp(join(moved, 'database.json'), join(copy, 'database.json'))
  await expect(open(copy)).rejects.toThrow(`${copy} is a copy of ${moved}`)
})

test('a data folder that was removed starts empty; the database it had is set aside, not deleted', async () => {
  const first = await open()
  await rm(join(dataDir, 'database.json'))
  const second = await open()
  expect(second.server.pid).not.toBe(first.server.pid)
  const aside = (await readdir(second.home)).filter((name) => name.startsWith('pgdata.without-key-'))
  expect(aside).toHaveLength(1)
  accessSync(join(second.home, aside[0] ?? '', 'PG_VERSION'))
})

test('a data folder of another user is told so', async ({ skip }) => {
  if (IS_ROOT) {
    console.log('skipped: root can read every data folder')
    skip()
  }
  await open()
  chmodSync(join(dataDir, 'database.json'), 0)
  await expect(open()).rejects.toThrow('belongs to another user')
  chmodSync(join(dataDir, 'database.json'), 0o600)
})
