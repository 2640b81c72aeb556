import type { Metadata, Route } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { readNextPath } from '@/components/auth/next-path'
import { SignInScreen } from '@/components/auth/sign-in-screen'
import { readViewer } from '@/server/services/session/read-viewer'

export const metadata: Metadata = { title: 'Sign in' }

type SignInPageProps = { readonly searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { next: rawNext, error } = await searchParams
  const next = readNextPath(rawNext)
  // Without a database nobody is known to be signed in; the form says what is wrong.
  const viewer = await readViewer(await headers()).catch(() => null)
  // Needed once routes exist; the linter may look before their types are generated.
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion
  if (viewer?.account) redirect(next as Route)
  return <SignInScreen next={next} ssoError={typeof error === 'string' ? error : null} />
}
