import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { identifyOwnProcess, identifyProcess, isSameProcessAlive } from '@/server/launcher/process-identity'
import {
  askWeb,
  findDatabasePid,
  type LaunchedBerth,
  launchBerth,
  writeNote,
} from '@/server/launcher/testing/launched-berth'
import { createTemporaryDataDir, type TemporaryDataDir } from '@/server/launcher/testing/temporary-data-dir'
import { waitFor } from '@/server/launcher/wait'

let dataDir: TemporaryDataDir
let launched: LaunchedBerth[] = []

beforeEach(async () => {
  dataDir = await createTemporaryDataDir()
})

afterEach(async () => {
  for (const berth of launched.filter(({ process }) => process.exitCode === null)) {
    berth.process.kill('SIGKILL')
    await berth.exitCode
  }
  launched = []
  await dataDir.remove()
})

async function launch(args: { port?: number; workerScript?: string } = {}): Promise<LaunchedBerth> {
  const berth = await launchBerth({ dataDir: dataDir.path, ...args })
  launched.push(berth)
  return berth
}

async function launchReady(args: { port?: number; workerScript?: string } = {}): Promise<LaunchedBerth> {
  const berth = await launch(args)
  await berth.line(/^Berth is ready at http:\/\/localhost:\d+$/)
  return berth
}

/** Identities of everything a running Berth consists of, to see later that each of them is gone. */
async function identifyParts(berth: LaunchedBerth) {
  const web = await askWeb(berth.port)
  const workerLine = await berth.line(/^stand-in worker \d+$/)
  const pids = [web?.pid, Number(workerLine.split(' ').at(-1)), await findDatabasePid(dataDir.path)]
  const identities = pids.map((pid) => (pid ? identifyProcess(pid) : null)).filter((found) => found !== null)
  expect(identities).toHaveLength(3)
  return identities
}

async function askWebUntil(port: number, isWanted: (pid: number) => boolean) {
  const options = { what: 'the web answering', timeoutMs: 30_000, everyMs: 20 }
  return waitFor(async () => {
    const answer = await askWeb(port)
    return answer !== null && isWanted(answer.pid) ? answer : null
  }, options)
}

async function listNotes(databaseUrl: string): Promise<number[]> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ id: number }>('SELECT id FROM note ORDER BY id')
  await client.end()
  return rows.map((row) => row.id)
}

test('SIGTERM stops web and worker, insists where one refuses, stops the database last and leaves nothing', async () => {
  const berth = await launchReady({ workerScript: 'stubborn-worker.mjs' })
  const parts = await identifyParts(berth)
  berth.process.kill('SIGTERM')
  expect(await berth.exitCode).toBe(0)
  const lines = berth.lines()
  expect(lines).toContain('stand-in web ends')
  expect(lines).toContain('stand-in worker ignores SIGTERM')
  const stops = lines.filter((line) => line.endsWith(' stopped'))
  expect(stops).toEqual(['web stopped', 'worker stopped', 'database stopped'])
  expect(parts.filter(isSameProcessAlive)).toEqual([])
})

test('a second start in the same data folder names the first and leaves it alone', async () => {
  const first = await launchReady()
  const second = await launch()
  expect(await second.exitCode).toBe(1)
  expect(second.lines()).toEqual([
    `Berth is already running in this data folder: process ${first.process.pid}, http://localhost:${first.port}`,
  ])
  expect(await askWeb(first.port)).not.toBeNull()
})

test('a lock whose process id was given to another process does not keep Berth from starting', async () => {
  const { pid } = identifyOwnProcess()
  const lock = { pid, birth: 'an earlier boot/1', what: 'Berth', url: 'http://localhost:1' }
  await writeFile(join(dataDir.path, 'run.lock'), JSON.stringify(lock))
  const berth = await launchReady()
  expect(await askWeb(berth.port)).not.toBeNull()
})

test('a busy port is told before anything is started: the port, who listens, the way out', async () => {
  const server = createServer()
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(address !== null && typeof address === 'object' ? address.port : 0)
    })
  })
  const berth = await launch({ port })
  expect(await berth.exitCode).toBe(1)
  server.close()
  expect(berth.lines()[0]).toContain(`Port ${port} is taken`)
  if (process.platform === 'linux') expect(berth.lines()[0]).toContain(`(process ${process.pid})`)
  expect(berth.lines()[1]).toContain(`BERTH_PORT=${port + 1}`)
  expect(berth.lines()).toHaveLength(2)
  expect(await findDatabasePid(dataDir.path)).toBeNull()
})

test('a web and a worker that are killed are started again', async () => {
  const berth = await launchReady()
  const [web, worker] = await identifyParts(berth)
  process.kill(web?.pid ?? 0, 'SIGKILL')
  process.kill(worker?.pid ?? 0, 'SIGKILL')
  const answer = await askWebUntil(berth.port, (pid) => pid !== web?.pid)
  expect(answer.pid).not.toBe(web?.pid)
  await berth.line(/^worker runs again$/)
  expect(berth.lines()).toContain('web ended unexpectedly (SIGKILL); starting it again')
  expect(berth.lines()).toContain('worker ended unexpectedly (SIGKILL); starting it again')
})

test('a database that is killed recovers with every acknowledged row, and web and worker live on', async () => {
  const berth = await launchReady()
  const [web, worker, database] = await identifyParts(berth)
  const acknowledged: number[] = []
  const write = async () => {
    const id = await writeNote(berth.port)
    if (id !== null) acknowledged.push(id)
    return id
  }
  for (let count = 0; count < 50; count += 1) await write()
  const inFlight = Array.from({ length: 20 }, write)
  process.kill(database?.pid ?? 0, 'SIGKILL')
  await Promise.all(inFlight)
  await berth.line(/^database runs again$/)
  const after = await waitFor(write, { what: 'a row after the recovery', timeoutMs: 30_000, everyMs: 20 })
  expect(acknowledged).toContain(after)
  expect(acknowledged.length).toBeGreaterThan(50)
  const answer = await askWeb(berth.port)
  expect(answer?.pid).toBe(web?.pid)
  expect(isSameProcessAlive(worker ?? { pid: 0, birth: '' })).toBe(true)
  expect(await listNotes(answer?.databaseUrl ?? '')).toEqual(expect.arrayContaining(acknowledged))
})

test('after kill -9 of the launcher its children end, and the next start takes the database over', async () => {
  const killed = await launchReady({ workerScript: 'stubborn-worker.mjs' })
  const [web, worker, database] = await identifyParts(killed)
  const id = await writeNote(killed.port)
  expect(id).not.toBeNull()
  killed.process.kill('SIGKILL')
  await killed.exitCode
  const next = await launchReady({ port: killed.port })
  expect(next.lines()).toContain('took over the database that the last start left running')
  expect([web, worker].filter((part) => part && isSameProcessAlive(part))).toEqual([])
  expect(await findDatabasePid(dataDir.path)).toBe(database?.pid)
  const answer = await askWeb(next.port)
  expect(await listNotes(answer?.databaseUrl ?? '')).toContain(id)
  next.process.kill('SIGTERM')
  expect(await next.exitCode).toBe(0)
  expect(database && isSameProcessAlive(database)).toBe(false)
})

test('after kill -9 of launcher and database together the next start recovers', async () => {
  const killed = await launchReady()
  const [, , database] = await identifyParts(killed)
  const id = await writeNote(killed.port)
  killed.process.kill('SIGKILL')
  process.kill(database?.pid ?? 0, 'SIGKILL')
  await killed.exitCode
  const next = await launchReady({ port: killed.port })
  const answer = await askWeb(next.port)
  expect(id).not.toBeNull()
  expect(await listNotes(answer?.databaseUrl ?? '')).toContain(id)
})

test('a part that fails again and again ends Berth with the reason, and nothing stays behind', async () => {
  const berth = await launch({ workerScript: 'no-such-script.mjs' })
  expect(await berth.exitCode).toBe(1)
  const last = berth.lines().at(-1)
  expect(last).toBe('worker ended 6 times in a row, the last time with: exit code 1. Berth gives up.')
  expect(await askWeb(berth.port)).toBeNull()
  expect(await findDatabasePid(dataDir.path)).toBeNull()
})
