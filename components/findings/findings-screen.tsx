'use client'

import { useQuery } from '@tanstack/react-query'
import { FindingsTable } from '@/components/findings/findings-table'
import { useTRPC } from '@/components/query/trpc'
import { useMay } from '@/components/query/viewer-provider'
import { PageHeader } from '@/components/ui/page-header'

export function FindingsScreen() {
  const trpc = useTRPC()
  const may = useMay()
  const overview = useQuery(trpc.overview.get.queryOptions(undefined, { enabled: may('estate:read') }))
  const open = overview.data?.openFindingCount
  return (
    <>
      <PageHeader
        title="Findings"
        sentence={
          open === undefined
            ? ''
            : open === 0
              ? 'No findings are open.'
              : `${open} ${open === 1 ? 'finding is' : 'findings are'} open.`
        }
      />
      <FindingsTable />
    </>
  )
}
