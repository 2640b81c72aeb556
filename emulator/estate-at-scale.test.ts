import { extract } from 'tar-stream'
import { expect, test } from 'vitest'
// The emulator and the parsers know nothing of each other; only tests read with the one what the other wrote.
// oxlint-disable-next-line no-restricted-imports
import { parsePart } from '@/server/facts/parse-part'
import { EstateAtScale } from './estate-at-scale'

const HOSTS = 40
const estate = new EstateAtScale(HOSTS)
const hosts = Array.from({ length: HOSTS }, (_, host) => host)

async function unpack(archive: Buffer): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const tar = extract()
  tar.end(archive)
  for await (const entry of tar) {
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    files.set(entry.header.name, Buffer.concat(chunks).toString())
  }
  return files
}

function readUuids(files: Map<string, string>): string[] {
  const part = parsePart({ bytes: new TextEncoder().encode(files.get('nvidia-smi-q-x.xml')) })
  return part.kind === 'parsed' && part.tool === 'nvidia-smi-q-x'
    ? part.facts.gpus.map(({ uuid }) => uuid ?? '')
    : []
}

test('every host has its own name, machine, boot, bundle and GPUs, and no two share one', async () => {
  const bundles = await Promise.all(
    hosts.map((host) => unpack(estate.writeBundle(host, { refresh: 0, readings: 'moving' }))),
  )
  const described = hosts.map((host) => estate.describeHost(host))
  for (const read of ['hostname', 'productUuid', 'bootId'] as const)
    expect(new Set(described.map((host) => host[read])).size).toBe(HOSTS)
  bundles.forEach((files, host) => {
    const { hostname, bootId, productUuid } = described[host] ?? {}
    expect(files.get('manifest')).toContain(`\nhostname=${hostname}\n`)
    expect(files.get('manifest')).toContain(`\nboot_id=${bootId}\n`)
    expect(files.get('dmi.txt')).toContain(`product_uuid:${productUuid}\n`)
    expect(files.get('uname.txt')).toContain(` ${hostname} `)
  })
  const uuids = bundles.flatMap(readUuids)
  // Four of the forty hosts hold their GPUs for guests: those have no UUID to show.
  expect(uuids).toHaveLength(36 * 8)
  expect(new Set(uuids).size).toBe(uuids.length)
})

test('every file of every kind of host is read', async () => {
  let partCount = 0
  for (const host of hosts.slice(0, 11)) {
    const files = await unpack(estate.writeBundle(host, { refresh: 3, readings: 'moving' }))
    for (const [fileName, text] of files) {
      if (fileName === 'manifest') continue
      const part = parsePart({ bytes: new TextEncoder().encode(text), fileName })
      expect(part.kind, `${host}: ${fileName} ${JSON.stringify(part).slice(0, 200)}`).toBe('parsed')
      partCount += 1
    }
  }
  expect(partCount).toBeGreaterThan(100)
})

test('an identical refresh repeats what every tool printed, a moving one its facts but not its readings', async () => {
  const first = await unpack(estate.writeBundle(2, { refresh: 0, readings: 'moving' }))
  const identical = await unpack(estate.writeBundle(2, { refresh: 1, readings: 'identical' }))
  const moving = await unpack(estate.writeBundle(2, { refresh: 1, readings: 'moving' }))
  const listChanged = (other: Map<string, string>) =>
    [...first].filter(([name, text]) => other.get(name) !== text).map(([name]) => name)
  expect(listChanged(identical)).toEqual(['manifest'])
  expect(listChanged(moving)).toContain('nvidia-smi-q-x.xml')
  expect(listChanged(moving)).not.toContain('lspci.txt')
  expect(readUuids(moving)).toEqual(readUuids(first))
  const sequences = [first, identical].map((files) => /sequence=(\d+)/.exec(files.get('manifest') ?? '')?.[1])
  expect(Number(sequences[1])).toBe(Number(sequences[0]) + 1)
})

test('the same arguments give the same bytes', () => {
  const again = new EstateAtScale(HOSTS)
  for (const host of hosts.slice(0, 10)) {
    const refresh = { refresh: 2, readings: 'moving' } as const
    expect(again.writeBundle(host, refresh).equals(estate.writeBundle(host, refresh))).toBe(true)
  }
})
