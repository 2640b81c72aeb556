import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { RawScreen } from '@/components/hosts/raw/raw-screen'
import { nameTool } from '@/components/hosts/tool-names'
import { isToolId } from '@/server/core/inventory/tools/tool-facts'

type RawPageProps = {
  readonly params: Promise<{ readonly slug: string; readonly tool: string }>
  readonly searchParams: Promise<{
    readonly bundle?: string | string[]
    readonly line?: string | string[]
  }>
}

export async function generateMetadata({ params }: RawPageProps): Promise<Metadata> {
  return { title: nameTool((await params).tool) }
}

export default async function HostRawPage({ params, searchParams }: RawPageProps) {
  const [{ tool }, { bundle, line }] = await Promise.all([params, searchParams])
  if (!isToolId(tool)) notFound()
  return (
    <RawScreen
      tool={tool}
      bundleId={typeof bundle === 'string' ? bundle : null}
      line={typeof line === 'string' && /^\d{1,8}$/.test(line) ? Number(line) : null}
    />
  )
}
