import { isToolId } from '@/server/core/inventory/tools/tool-facts'

export type RawPlace = {
  readonly slug: string
  readonly tool: string
  /** A delivery's part in place of the output that the present facts were read from. */
  readonly bundleId?: string
  /** What to look for once there: a value, an address. */
  readonly find?: string | null
  /** 1-based, where a part was refused. */
  readonly line?: number | null
}

/** Where the raw output of a tool is shown; null for a file that no tool was recognised in: none is kept of it. */
export function buildRawHref({ slug, tool, bundleId, find, line }: RawPlace): string | null {
  if (!isToolId(tool)) return null
  const query = new URLSearchParams()
  if (bundleId !== undefined) query.set('bundle', bundleId)
  if (find) query.set('find', find)
  if (line) query.set('line', String(line))
  return withQuery(`/hosts/${encodeURIComponent(slug)}/raw/${tool}`, query)
}

/** The whole output as a file. */
export function buildDownloadHref({
  slug,
  tool,
  bundleId,
}: Pick<RawPlace, 'slug' | 'tool' | 'bundleId'>): string {
  const query = new URLSearchParams()
  if (bundleId !== undefined) query.set('bundle', bundleId)
  return withQuery(`/api/hosts/${encodeURIComponent(slug)}/raw/${encodeURIComponent(tool)}`, query)
}

/** The contract's bound on what may be searched for. */
const longestSearch = 200

export type SourcesPlace = {
  readonly slug: string
  /** Part of a path. */
  readonly search?: string
  /** The path of one fact, whose claims are then open. */
  readonly fact?: string
}

/** Where every tool's word on a fact is shown side by side. */
export function buildSourcesHref({ slug, search, fact }: SourcesPlace): string {
  const query = new URLSearchParams()
  if (search !== undefined) query.set('q', search.slice(0, longestSearch))
  if (fact !== undefined) query.set('fact', fact)
  return withQuery(`/hosts/${encodeURIComponent(slug)}/sources`, query)
}

function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}
