import { randomUUID } from 'node:crypto'
import { ESTATE } from '@/emulator/layouts/estate'
import { describeNoGpu } from '@/emulator/layouts/no-gpu'
import { E2E_URL } from './support/addresses'
import { openClientAs } from './support/client'
import { makeZeroTar, makeZipBomb, postStream } from './support/flood'
import { deliver, describeAnew, enrolOwnHost, ingest, writeDelivery } from './support/own-host'
import { findWebPid, readResidentMib } from './support/processes'
import { readState } from './support/state'
import { expect, test } from './support/test'

const model = describeNoGpu({ stage: 0, tick: 0 })
const admin = openClientAs

async function readHistory(slug: string) {
  const client = admin('admin')
  const { id, revision } = await client.hosts.get.query({ slug })
  const { items } = await client.hosts.bundles.query({ hostId: id })
  return { revision, deliveries: items.map((bundle) => bundle.id) }
}

async function readRefusals(search: string) {
  const { items } = await admin('admin').audit.list.query({ outcome: 'refused', search, limit: 50 })
  return items.map(({ action, reason }) => ({ action, reason }))
}

test('a token that is none, unknown, revoked or of another kind is refused in plain words, audited, and writes nothing', async () => {
  const own = await enrolOwnHost(model, 'tokens-01')
  await deliver(own.token, { layout: own.layout, sequence: 1 })
  const before = await readHistory(own.slug)
  const body = await writeDelivery({ layout: own.layout, sequence: 2 })

  const client = admin('admin')
  const spare = await client.tokens.createEnrolment.mutate({ kind: 'single', label: 'tokens-01 spare' })
  const cases = [
    { name: 'none', token: null, status: 401, code: 'bearerNeeded' },
    { name: 'unknown', token: `berth_host_${'A'.repeat(43)}`, status: 401, code: 'tokenUnknown' },
    { name: 'of another kind', token: spare.secret, status: 403, code: 'tokenWrongKind' },
  ]
  for (const { name, token, status, code } of cases) {
    const answer = await ingest(token, body)
    expect(answer.status, name).toBe(status)
    expect(answer.headers.get('content-type'), name).toBe('application/problem+json')
    expect(await answer.json(), name).toMatchObject({ code, status, type: 'about:blank' })
  }
  const { items } = await client.tokens.list.query({ kind: 'host', live: true, limit: 500 })
  const tokenId = items.find(({ host }) => host?.slug === own.slug)?.id ?? ''
  await client.tokens.revoke.mutate({ tokenId })
  const revoked = await ingest(own.token, body)
  expect(revoked.status).toBe(401)
  expect(await revoked.json()).toMatchObject({ code: 'tokenRevoked' })

  expect(await readHistory(own.slug)).toEqual(before)
  expect(await readRefusals('tokens-01')).toEqual(
    expect.arrayContaining([
      { action: 'token.use', reason: 'tokenWrongKind' },
      { action: 'token.use', reason: 'tokenRevoked' },
    ]),
  )
  expect(await readRefusals('unknown')).toContainEqual({ action: 'token.use', reason: 'tokenUnknown' })
})

test('an enrolment token is for one machine: used again, or after it was revoked, it enrols nothing', async () => {
  const client = admin('admin')
  const enrol = (secret: string, hostname: string) =>
    fetch(`${E2E_URL}/api/enrol`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: new URLSearchParams({
        hostname,
        product_uuid: randomUUID(),
        boot_id: randomUUID(),
        collector: 'e2e',
      }),
    })
  const single = await client.tokens.createEnrolment.mutate({ kind: 'single', label: 'once-01' })
  expect((await enrol(single.secret, 'once-01')).status).toBe(201)
  const again = await enrol(single.secret, 'once-01-again')
  expect(again.status).toBe(401)
  expect(await again.json()).toMatchObject({ code: 'tokenUsed' })
  const other = await client.tokens.createEnrolment.mutate({ kind: 'single', label: 'once-02' })
  await client.tokens.revoke.mutate({ tokenId: other.tokenId })
  const late = await enrol(other.secret, 'once-02')
  expect(late.status).toBe(401)
  expect(await late.json()).toMatchObject({ code: 'tokenRevoked' })
  const { items } = await client.hosts.list.query({ search: 'once-0' })
  expect(items.map(({ slug }) => slug)).toEqual(['once-01'])
})

test('what a host sends goes to the host of its token, whatever name the bundle carries', async () => {
  const own = await enrolOwnHost(model, 'name-01')
  const other = await enrolOwnHost(model, 'name-02')
  await deliver(other.token, { layout: other.layout, sequence: 1 })
  const before = await readHistory(other.slug)
  await deliver(own.token, { layout: { ...own.layout, hostname: 'name-02' }, sequence: 1 })
  expect(await readHistory(other.slug)).toEqual(before)
  expect((await readHistory(own.slug)).deliveries).toHaveLength(1)
})

test('a bundle that is sent again changes nothing, and an older one is refused and audited', async () => {
  const { slug, token, layout } = await enrolOwnHost(model, 'replay-01')
  const first = await writeDelivery({ layout, sequence: 10 })
  expect(await (await ingest(token, first)).json()).toMatchObject({ result: 'accepted' })
  const before = await readHistory(slug)
  const replayed = await ingest(token, first)
  expect(replayed.status).toBe(200)
  expect(await replayed.json()).toMatchObject({ result: 'unchanged' })

  const older = await ingest(token, await writeDelivery({ layout, sequence: 9 }))
  expect(older.status).toBe(409)
  expect(await older.json()).toMatchObject({ code: 'sequenceTooOld', acceptedSequence: 10, sequence: 9 })
  // After a reboot counting begins anew; what the boot before had kept back is late for good.
  const rebooted = { ...describeAnew(layout, layout.hostname), machine: layout.machine }
  await deliver(token, { layout: rebooted, sequence: 1 })
  expect((await ingest(token, await writeDelivery({ layout, sequence: 11 }))).status).toBe(409)
  expect(await readRefusals('replay-01')).toContainEqual({ action: 'host.ingest', reason: 'sequenceTooOld' })
  const after = await readHistory(slug)
  expect(after.deliveries.slice(1)).toEqual(before.deliveries)
})

test('what is no bundle is refused as such', async () => {
  const { slug, token, layout } = await enrolOwnHost(model, 'nonsense-01')
  const whole = await writeDelivery({ layout, sequence: 1 })
  const bodies = {
    nothing: Buffer.alloc(0),
    text: Buffer.from('this is not an archive'),
    'half an archive': whole.subarray(0, Math.floor(whole.length / 2)),
    'gzip of nonsense': Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.from('nonsense'.repeat(100))]),
    'no manifest': await writeDelivery({ layout, sequence: 1, replaced: { manifest: 'format=another/1\n' } }),
  }
  for (const [name, body] of Object.entries(bodies)) {
    const answer = await ingest(token, body)
    expect(answer.status, name).toBe(422)
    expect(await answer.json(), name).toMatchObject({ title: 'Not understood', status: 422 })
  }
  expect((await readHistory(slug)).deliveries).toEqual([])
})

test('200 MB, and a bomb that unpacks to 400, are refused in bounded memory while the console answers', async ({
  page,
}) => {
  const { slug, token } = await enrolOwnHost(model, 'flood-01')
  const pid = findWebPid()
  const before = readResidentMib(pid)
  let most = before
  const watch = setInterval(() => (most = Math.max(most, readResidentMib(pid))), 50)
  try {
    for (const [name, limit, body] of [
      ['200 MB', 'wireBytes', () => makeZeroTar({ files: 14, megabytesEach: 15 })],
      ['a bomb of 400 MB', 'unpackedBytes', () => makeZipBomb({ files: 27, megabytesEach: 15 })],
      ['one file of 200 MB', 'fileBytes', () => makeZeroTar({ files: 1, megabytesEach: 200 })],
    ] as const) {
      const answer = await postStream('/api/ingest', token, body())
      expect(answer.status, name).toBe(413)
      expect(answer.contentType, name).toBe('application/problem+json')
      expect(answer.problem, name).toMatchObject({
        code: 'bundleTooLarge',
        limit,
        title: 'Too large',
        status: 413,
      })
    }
    const health = await page.request.get('/api/health/ready')
    expect(health.status()).toBe(200)
  } finally {
    clearInterval(watch)
  }
  console.log(`memory of the web process: ${Math.round(before)} MiB before, at most ${Math.round(most)} MiB`)
  expect(most - before).toBeLessThan(300)
  expect((await readHistory(slug)).deliveries).toEqual([])
  await page.goto(`/hosts/${slug}`)
  await expect(page.getByText('No facts yet')).toBeVisible()
})

test('the emulated hosts are still who they were', async () => {
  const hosts = readState('hosts')
  expect(Object.keys(hosts)).toHaveLength(ESTATE.length)
  const { items } = await admin('admin').hosts.list.query({ state: 'enrolled', limit: 500 })
  expect(items.map(({ slug }) => slug)).toEqual(expect.arrayContaining(Object.keys(hosts)))
})
