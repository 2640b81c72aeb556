'use client'

import { TextField } from '@/components/ui/text-field'
import { suggestSlug } from './suggest-slug'

type TextControl = {
  readonly name: string
  readonly value: string
  readonly error: string | undefined
  readonly onChange: (event: { readonly target: { readonly value: string } }) => void
}

export type NameAndSlugProps = {
  readonly name: TextControl
  readonly slug: TextControl
  readonly onSlug: (slug: string) => void
}

/** The id follows the name until somebody writes one of their own. */
export function NameAndSlug({ name, slug, onSlug }: NameAndSlugProps) {
  const isFollowing = slug.value === suggestSlug(name.value)
  return (
    <>
      <TextField
        {...name}
        label="Name"
        required
        onChange={(event) => {
          name.onChange(event)
          if (isFollowing) onSlug(suggestSlug(event.target.value))
        }}
      />
      <TextField
        {...slug}
        label="Id"
        mono
        required
        hint="Stands in addresses and exports and stays for ever: lower-case letters, digits and hyphens."
      />
    </>
  )
}
