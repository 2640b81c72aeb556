import type { Route } from 'next'
import NextLink from 'next/link'
import type { ComponentProps } from 'react'

export type AppLinkProps = Omit<ComponentProps<typeof NextLink>, 'href'> & { readonly href: string }

/**
 * A link whose address is data (a row's host, a finding's evidence). Addresses known when the code is
 * written go through `next/link` itself, where typed routes check them.
 */
export function AppLink({ href, ...rest }: AppLinkProps) {
  // Needed once routes exist; the linter may look before their types are generated.
  // oxlint-disable-next-line typescript/no-unnecessary-type-assertion
  return <NextLink href={href as Route} {...rest} />
}
