export type PaletteItem = {
  readonly id: string
  readonly label: string
  /** Said after the label in a quieter voice: what kind of thing it is, where it belongs. */
  readonly hint?: string
  /** What choosing it does: goes somewhere, or runs something. */
  readonly run:
    | { readonly kind: 'open'; readonly href: string }
    | { readonly kind: 'act'; readonly act: () => void }
}

export type PaletteSearch = (query: string, signal: AbortSignal) => Promise<readonly PaletteItem[]>

/** The items whose label or hint holds every word of the query, in their own order. */
export function matchItems(items: readonly PaletteItem[], query: string): PaletteItem[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean)
  return items.filter((item) => {
    const text = `${item.label} ${item.hint ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
