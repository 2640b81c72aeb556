'use client'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { usePathname, useSearchParams } from 'next/navigation'
import { parseAsString, parseAsStringLiteral, useQueryState } from 'nuqs'
import { useMemo } from 'react'
import { DataTable } from '@/components/data-table/data-table'
import type { TableConfig } from '@/components/data-table/table-state'
import { useInfiniteRows } from '@/components/data-table/use-infinite-rows'
import { useTableState } from '@/components/data-table/use-table-state'
import { useHost } from '@/components/hosts/host-provider'
import { NoFacts } from '@/components/hosts/no-facts'
import { useTRPC } from '@/components/query/trpc'
import { EmptyState } from '@/components/ui/empty-state'
import { FACT_FILTERS, type HostFactDto } from '@/server/contracts/host-fact'
import { nameDevices } from './fact-path'
import { type FactShow, ShowChoice } from './show-choice'
import { buildSourceColumns } from './source-columns'

const FactDialog = dynamic(
  () => import('@/components/hosts/sources/open-fact').then((file) => file.OpenFact),
  {
    ssr: false,
  },
)

const config: TableConfig<'path', never> = {
  id: 'host-sources',
  // The order is that of the facts themselves.
  sortable: ['path'],
  defaultSort: { id: 'path', desc: false },
  filters: [],
}

const pageSize = 100
const parseShow = parseAsStringLiteral(FACT_FILTERS)

/** Every fact of the host: who told it, when, and what the others said. */
export function SourcesTab() {
  const host = useHost()
  const trpc = useTRPC()
  const tableState = useTableState(config)
  const [show, setShow] = useQueryState('show', parseShow)
  const [openPath, setOpenPath] = useQueryState('fact', parseAsString.withOptions({ scroll: false }))
  const buildHref = useFactHref()
  const names = useMemo(() => nameDevices(host.facts), [host.facts])
  const columns = useMemo(
    () => buildSourceColumns({ slug: host.slug, names, buildHref }),
    [host.slug, names, buildHref],
  )
  const { search } = tableState
  const query = useInfiniteQuery(
    trpc.hosts.facts.infiniteQueryOptions(
      {
        slug: host.slug,
        limit: pageSize,
        ...(search === '' ? {} : { search }),
        ...(show === null ? {} : { show }),
      },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: keepPreviousData },
    ),
  )
  const source = useInfiniteRows<HostFactDto>(query)
  if (host.facts === null) return <NoFacts host={host} />
  return (
    <>
      <DataTable
        label="facts and their sources"
        columns={columns}
        state={tableState}
        source={source}
        totalCount={query.data?.pages[0]?.totalCount ?? null}
        getRowId={(fact) => fact.path}
        getRowHref={(fact) => buildHref(fact.path)}
        searchLabel="Search the facts"
        permission="host:read"
        actions={<ShowChoice show={show} onShow={(next) => void setShow(next)} />}
        empty={<EmptyState compact {...emptyWords[show ?? 'all']} />}
      />
      {openPath !== null && (
        <FactDialog
          path={openPath}
          loaded={source.rows.find((fact) => fact.path === openPath) ?? null}
          names={names}
          onClose={() => void setOpenPath(null)}
        />
      )}
    </>
  )
}

const emptyWords: Readonly<Record<FactShow | 'all', { readonly title: string; readonly next: string }>> = {
  all: { title: 'There are no facts', next: 'No output of this host could be read yet.' },
  told: { title: 'Nothing was told', next: 'No output of this host could be read yet.' },
  contradicted: {
    title: 'No fact is contradicted',
    next: 'Where several tools speak of one thing, they agree.',
  },
  unknown: { title: 'Every fact is known', next: 'Each has a value that a tool told.' },
}

/** The present view with one fact opened: search and filter stay as they are. */
function useFactHref(): (path: string) => string {
  const pathname = usePathname()
  const params = useSearchParams().toString()
  return useMemo(
    () => (path: string) => {
      const next = new URLSearchParams(params)
      next.set('fact', path)
      return `${pathname}?${next.toString()}`
    },
    [pathname, params],
  )
}
