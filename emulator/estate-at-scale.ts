import { writeBundleFiles } from './bundle'
import { deriveSerial, deriveUuid } from './derive-id'
import { A30, L40S } from './gpu-boards'
import type { HostLayout } from './host-layout'
import { listQuarters } from './layouts/a30-mig'
import { describeHgxH100 } from './layouts/hgx-h100'
import { describePcieServer } from './layouts/pcie-servers'
import { writeTar } from './tar-archive'

export const GPUS_PER_SCALE_HOST = 8

/** Readings repeat after so many refreshes: enough that two neighbours always differ. */
const TICKS = 4
/** Of this length is every host name, so that one may take the place of another in an archive. */
const TEMPLATE_HOSTNAME = 'gpu-00000'
const TEMPLATE_SEQUENCE = 1_000_000_000
const TEMPLATE_CLOCK_S = 1_700_000_000
const TEMPLATE_BUNDLE_ID = 'b0b0b0b0-b0b0-4b0b-8b0b-b0b0b0b0b0b0'
const NO_UUID = '00000000-0000-0000-0000-000000000000'

const SERVER = { hostname: TEMPLATE_HOSTNAME, isPassedThrough: false, listInstances: null } as const
const L40S_SERVER = { ...SERVER, board: L40S, vbiosVersion: '95.02.66.00.02' }

/** Kinds of hosts; each tells of the machine at a tick, which moves its readings only. */
const KINDS: ((tick: number) => HostLayout)[] = [
  (tick) => describeHgxH100({ stage: 1, tick }),
  (tick) => describeHgxH100({ stage: 2, tick }),
  (tick) => describePcieServer({ ...L40S_SERVER, driverVersion: '580.95.05', tick }),
  (tick) => describePcieServer({ ...L40S_SERVER, driverVersion: '580.82.07', tick }),
  (tick) =>
    describePcieServer({
      ...SERVER,
      board: A30,
      vbiosVersion: '92.00.A0.00.05',
      driverVersion: '580.95.05',
      listInstances: listQuarters,
      tick,
    }),
  (tick) => describePcieServer({ ...L40S_SERVER, driverVersion: '', isPassedThrough: true, tick }),
]
/** Kinds of ten hosts in a row: half of the estate are HGX, one in twenty of those with a narrow link. */
const KIND_OF_TEN = [0, 2, 0, 4, 0, 2, 0, 3, 0, 5]
const NARROW_LINK_EVERY = 40

export interface ScaleHost {
  hostname: string
  productUuid: string
  bootId: string
}

export interface ScaleRefresh {
  /** 0 for the first bundle of every host. */
  refresh: number
  /** `identical`: the tools print what they printed at refresh 0. `moving`: same facts, other readings. */
  readings: 'identical' | 'moving'
  /** The hosts' clock at refresh 0, seconds since 1970. */
  firstCollectedAt?: number
  /** Seconds between refreshes. */
  periodSeconds?: number
}

/**
 * An estate of many hosts with eight GPUs each, cheap enough to deliver in a benchmark: a few machines are written
 * out once, and every host's bundle is a copy of one of those archives with its own ids put in their places. The
 * same arguments give the same bytes.
 */
export class EstateAtScale {
  readonly hostCount: number
  readonly #templates = new Map<string, Template>()

  constructor(hostCount: number) {
    if (hostCount > 99_999) throw new Error('host names have five digits')
    this.hostCount = hostCount
  }

  get gpuCount(): number {
    return this.hostCount * GPUS_PER_SCALE_HOST
  }

  describeHost(host: number): ScaleHost {
    const { layout } = this.#openTemplate(kindOf(host), 0)
    return {
      hostname: nameHost(host),
      productUuid: deriveHostUuid(host, layout.machine.productUuid),
      bootId: deriveHostUuid(host, layout.bootId),
    }
  }

  /** The bundle as a plain tar. */
  writeBundle(host: number, { refresh, readings, ...clock }: ScaleRefresh): Buffer {
    const tick = readings === 'identical' ? 0 : refresh % TICKS
    const { archive, places } = this.#openTemplate(kindOf(host), tick)
    const collectedAt = (clock.firstCollectedAt ?? TEMPLATE_CLOCK_S) + refresh * (clock.periodSeconds ?? 300)
    const texts = new Map([
      [TEMPLATE_HOSTNAME, nameHost(host)],
      [TEMPLATE_BUNDLE_ID, deriveUuid(`scale:${host}:bundle:${refresh}:${readings}`)],
      [`sequence=${TEMPLATE_SEQUENCE}`, `sequence=${TEMPLATE_SEQUENCE + refresh}`],
      [`collected_at=${TEMPLATE_CLOCK_S}`, `collected_at=${collectedAt}`],
    ])
    const copy = Buffer.from(archive)
    for (const { original, offsets } of places) {
      const text = texts.get(original) ?? deriveOwn(host, original)
      for (const offset of offsets) copy.write(text, offset, 'latin1')
    }
    return copy
  }

  #openTemplate(kind: number, tick: number): Template {
    const key = `${kind}:${tick}`
    const known = this.#templates.get(key)
    if (known) return known
    const describe = KINDS[kind]
    if (!describe) throw new Error(`there is no kind ${kind}`)
    const template = createTemplate({ ...describe(tick), hostname: TEMPLATE_HOSTNAME })
    this.#templates.set(key, template)
    return template
  }
}

interface Template {
  layout: HostLayout
  archive: Buffer
  /** Where each text that is a host's own stands. */
  places: { original: string; offsets: number[] }[]
}

function createTemplate(layout: HostLayout): Template {
  const stamp = {
    bundleId: TEMPLATE_BUNDLE_ID,
    sequence: TEMPLATE_SEQUENCE,
    collectedAt: TEMPLATE_CLOCK_S,
  }
  const archive = writeTar(writeBundleFiles(layout, stamp))
  const text = archive.toString('latin1')
  const uuids = text.match(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g) ?? []
  const originals = new Set([
    TEMPLATE_HOSTNAME,
    `sequence=${TEMPLATE_SEQUENCE}`,
    `collected_at=${TEMPLATE_CLOCK_S}`,
    layout.machine.serial,
    ...(layout.nvidia?.gpus.map(({ serial }) => serial) ?? []),
    ...uuids.filter((uuid) => uuid !== NO_UUID),
  ])
  const places = [...originals].map((original) => ({ original, offsets: findAll(text, original) }))
  return { layout, archive, places }
}

function findAll(text: string, part: string): number[] {
  const offsets: number[] = []
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) offsets.push(at)
  return offsets
}

function kindOf(host: number): number {
  const kind = KIND_OF_TEN[host % KIND_OF_TEN.length] ?? 0
  return kind === 0 && host % NARROW_LINK_EVERY === 0 ? 1 : kind
}

function nameHost(host: number): string {
  return `gpu-${String(host).padStart(5, '0')}`
}

/** As long as the template's, and this host's alone. */
function deriveOwn(host: number, original: string): string {
  return original.includes('-') ? deriveHostUuid(host, original) : deriveHostSerial(host, original)
}

function deriveHostUuid(host: number, original: string): string {
  return deriveUuid(`scale:${host}:${original}`)
}

/** A machine's serial has a letter before the digits. */
function deriveHostSerial(host: number, original: string): string {
  return `${/^\D*/.exec(original)?.[0] ?? ''}${deriveSerial(`scale:${host}:${original}`)}`
}
