import { z } from 'zod'
import type { FactChange } from '@/server/core/inventory/diff-facts'
import type { HostFacts } from '@/server/core/inventory/host-facts'
import { TOOL_IDS } from '@/server/core/inventory/tools/tool-facts'
import { choices, pageInput, pageOf, plainText, reasonText, searchText, sortOrder } from './page'

export const HOST_STATES = ['pendingApproval', 'enrolled', 'retired'] as const
/** fresh: heard of within two collection intervals; silent: longer ago; never: enrolled, nothing received. */
export const HOST_FRESHNESS = ['fresh', 'silent', 'never'] as const

export const hostRowDto = z.object({
  id: z.uuid(),
  slug: z.string(),
  hostname: z.string(),
  state: z.enum(HOST_STATES),
  freshness: z.enum(HOST_FRESHNESS),
  machineKind: z.enum(['physical', 'guest', 'unknown']),
  pool: z.object({ id: z.uuid(), slug: z.string() }).nullable(),
  os: z.string().nullable(),
  kernel: z.string().nullable(),
  driverVersion: z.string().nullable(),
  driverFlavour: z.enum(['datacenter', 'vgpuManager', 'vfioOnly', 'none', 'unknown']),
  gpuCount: z.number().int().nullable(),
  gpuModels: z.array(z.string()),
  openFindingCount: z.number().int(),
  staleToolCount: z.number().int(),
  lastSeenAt: z.date().nullable(),
  enrolledAt: z.date(),
  enrolmentTokenId: z.uuid().nullable(),
})
export type HostRowDto = z.infer<typeof hostRowDto>

export const listHostsInput = pageInput.extend({
  search: searchText.optional(),
  state: choices(z.enum(HOST_STATES)),
  freshness: choices(z.enum(HOST_FRESHNESS)),
  poolId: choices(z.uuid()),
  withFindings: z.boolean().optional(),
  sort: z.enum(['slug', 'lastSeenAt', 'gpuCount', 'openFindingCount', 'enrolledAt']).default('slug'),
  order: sortOrder.default('asc'),
})
export const hostPageDto = pageOf(hostRowDto)

export const hostToolDto = z.object({
  tool: z.enum(TOOL_IDS),
  source: z.enum(['collector', 'person']),
  observedAt: z.date().nullable(),
  stale: z.boolean(),
  lastStatus: z.enum(['ok', 'absent', 'failed', 'timedOut', 'toolHung', 'refused']),
  lastReason: z.string().nullable(),
  lastLine: z.number().int().nullable(),
  /** The raw output of its facts can be looked at. */
  hasRaw: z.boolean(),
})
export type HostToolDto = z.infer<typeof hostToolDto>

export const hostGpuDto = z.object({
  id: z.uuid(),
  state: z.enum(['provisional', 'proved', 'gone']),
  address: z.string(),
  model: z.string().nullable(),
  firstSeenAt: z.date(),
  lastSeenAt: z.date(),
  identities: z.array(
    z.object({
      kind: z.string(),
      value: z.string(),
      source: z.string(),
      confidence: z.number(),
      validFrom: z.date(),
      validTo: z.date().nullable(),
    }),
  ),
})
export type HostGpuDto = z.infer<typeof hostGpuDto>

export const hostDto = hostRowDto.extend({
  revision: z.number().int(),
  productUuid: z.string().nullable(),
  bootId: z.string().nullable(),
  lastPulseAt: z.date().nullable(),
  /** Of a guest: the host that runs it, by its UUID. */
  runsOn: z.object({ slug: z.string(), hostname: z.string(), name: z.string().nullable() }).nullable(),
  tools: z.array(hostToolDto),
  gpus: z.array(hostGpuDto),
  /** Composed from the newest readable facts of each tool; shape in docs/host-facts.md. */
  facts: z.custom<HostFacts>().nullable(),
})
export type HostDto = z.infer<typeof hostDto>

export const hostKeyInput = z.object({ slug: plainText(100).min(1) })
export const hostIdInput = z.object({ hostId: z.uuid() })

export const bundleDto = z.object({
  id: z.uuid(),
  source: z.enum(['collector', 'person']),
  actorLabel: z.string(),
  receivedAt: z.date(),
  hostClockAt: z.date().nullable(),
  sizeBytes: z.number().int(),
  changedFactCount: z.number().int(),
  parts: z.array(
    z.object({
      tool: z.string(),
      status: z.enum(['ok', 'absent', 'failed', 'timedOut', 'toolHung', 'refused']),
      reason: z.string().nullable(),
      line: z.number().int().nullable(),
    }),
  ),
})
export type BundleDto = z.infer<typeof bundleDto>
export const listBundlesInput = pageInput.extend({ hostId: z.uuid() })
export const bundlePageDto = pageOf(bundleDto)

export const diffBundlesInput = z.object({ hostId: z.uuid(), beforeId: z.uuid(), afterId: z.uuid() })
export const bundleDiffDto = z.object({
  before: bundleDto,
  after: bundleDto,
  changes: z.array(z.custom<FactChange>()),
  truncated: z.boolean(),
})
export type BundleDiffDto = z.infer<typeof bundleDiffDto>

export const decideHostInput = z.object({ hostId: z.uuid(), reason: reasonText.optional() })
export const retireHostInput = z.object({ hostId: z.uuid(), revision: z.number().int(), reason: reasonText })
export const assignPoolInput = z.object({
  hostId: z.uuid(),
  revision: z.number().int(),
  poolId: z.uuid().nullable(),
})

/** What the upload by hand answers, file by file; the same shape that the collector gets. */
export const ingestResultDto = z.object({
  result: z.enum(['accepted', 'unchanged']),
  bundleId: z.uuid().nullable(),
  parts: z.array(
    z.object({
      tool: z.string(),
      status: z.string(),
      reason: z.string().nullish(),
      line: z.number().int().nullish(),
    }),
  ),
})
export type IngestResultDto = z.infer<typeof ingestResultDto>
