import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { HostHeader } from '@/components/hosts/host-header'
import { HostProvider } from '@/components/hosts/host-provider'

type HostLayoutProps = {
  readonly params: Promise<{ readonly slug: string }>
  readonly children: ReactNode
}

export async function generateMetadata({ params }: HostLayoutProps): Promise<Metadata> {
  const { slug } = await params
  return { title: { default: slug, template: `%s · ${slug} · Berth` } }
}

export default async function HostLayout({ params, children }: HostLayoutProps) {
  const { slug } = await params
  return (
    <HostProvider slug={slug}>
      <HostHeader />
      {children}
    </HostProvider>
  )
}
