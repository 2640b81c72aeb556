import type { Route } from 'next'
import { redirect } from 'next/navigation'

type RawIndexProps = { readonly params: Promise<{ readonly slug: string }> }

/** The raw outputs have no list of their own: the facts that they tell lead to them. */
export default async function HostRawIndex({ params }: RawIndexProps) {
  const { slug } = await params
  redirect(`/hosts/${encodeURIComponent(slug)}/sources` as Route)
}
