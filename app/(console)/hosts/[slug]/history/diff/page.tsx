import { BundleDiff } from '@/components/hosts/bundle-diff'

export const metadata = { title: 'Comparison of two deliveries' }

type DiffPageProps = {
  readonly searchParams: Promise<{ readonly before?: string | string[]; readonly after?: string | string[] }>
}

export default async function HostDiffPage({ searchParams }: DiffPageProps) {
  const { before, after } = await searchParams
  return (
    <BundleDiff
      before={typeof before === 'string' ? before : null}
      after={typeof after === 'string' ? after : null}
    />
  )
}
