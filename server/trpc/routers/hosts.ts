import { z } from 'zod'
import { hostAllocationsDto } from '@/server/contracts/allocation'
import {
  assignPoolInput,
  bundleDiffDto,
  bundlePageDto,
  decideHostInput,
  diffBundlesInput,
  hostDto,
  hostIdInput,
  hostKeyInput,
  hostPageDto,
  listBundlesInput,
  listHostsInput,
  retireHostInput,
} from '@/server/contracts/host'
import { factPageDto, listFactsInput, rawOutputDto, rawOutputInput } from '@/server/contracts/host-fact'
import { assignPool } from '@/server/services/hosts/assign-pool'
import { decideHost } from '@/server/services/hosts/decide-host'
import { diffBundles } from '@/server/services/hosts/diff-bundles'
import { getHost } from '@/server/services/hosts/get-host'
import { listAllocations } from '@/server/services/hosts/list-allocations'
import { listBundles } from '@/server/services/hosts/list-bundles'
import { listFacts } from '@/server/services/hosts/list-facts'
import { listHosts } from '@/server/services/hosts/list-hosts'
import { showRaw } from '@/server/services/hosts/read-raw'
import { retireHost } from '@/server/services/hosts/retire-host'
import { authorized, router } from '@/server/trpc/init'

export const hostsRouter = router({
  list: authorized('host:read')
    .input(listHostsInput)
    .output(hostPageDto)
    .query(({ ctx, input }) => listHosts({ ctx: ctx.service, input })),
  get: authorized('host:read')
    .input(hostKeyInput)
    .output(hostDto)
    .query(({ ctx, input }) => getHost({ ctx: ctx.service, input })),
  bundles: authorized('host:read')
    .input(listBundlesInput)
    .output(bundlePageDto)
    .query(({ ctx, input }) => listBundles({ ctx: ctx.service, input })),
  diff: authorized('host:read')
    .input(diffBundlesInput)
    .output(bundleDiffDto)
    .query(({ ctx, input }) => diffBundles({ ctx: ctx.service, input })),
  facts: authorized('host:read')
    .input(listFactsInput)
    .output(factPageDto)
    .query(({ ctx, input }) => listFacts({ ctx: ctx.service, input })),
  raw: authorized('host:read')
    .input(rawOutputInput)
    .output(rawOutputDto)
    .query(({ ctx, input }) => showRaw({ ctx: ctx.service, input })),
  allocations: authorized('host:read')
    .input(hostIdInput)
    .output(hostAllocationsDto)
    .query(({ ctx, input }) => listAllocations({ ctx: ctx.service, input })),
  approve: authorized('host:enrol')
    .input(decideHostInput)
    .output(hostIdInput)
    .mutation(({ ctx, input }) => decideHost({ ctx: ctx.service, input, decision: 'approve' })),
  refuse: authorized('host:enrol')
    .input(decideHostInput)
    .output(hostIdInput)
    .mutation(({ ctx, input }) => decideHost({ ctx: ctx.service, input, decision: 'refuse' })),
  retire: authorized('host:manage')
    .input(retireHostInput)
    .output(hostIdInput)
    .mutation(({ ctx, input }) => retireHost({ ctx: ctx.service, input })),
  assignPool: authorized('host:manage')
    .input(assignPoolInput)
    .output(hostIdInput.extend({ revision: z.number().int() }))
    .mutation(({ ctx, input }) => assignPool({ ctx: ctx.service, input })),
})
