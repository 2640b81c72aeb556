import type { FactRow } from '@/components/hosts/fact-rows'
import { SourcesLink } from '@/components/hosts/sources/sources-link'
import { AppLink } from '@/components/ui/app-link'
import { KeyValueList } from '@/components/ui/key-value-list'
import { UnknownValue } from '@/components/ui/unknown-value'
import { buildSourcesHref } from './raw/raw-address'

export type FactListProps = {
  readonly label: string
  readonly slug: string
  readonly rows: readonly FactRow[]
}

/** Facts, one a row, each with the way to the output that says it and to what the other tools said. */
export function FactList({ label, slug, rows }: FactListProps) {
  return (
    <KeyValueList
      label={label}
      rows={rows.map(({ path, dispute, isWhole, ...row }) => ({
        ...row,
        value:
          path === undefined ? (
            row.value
          ) : (
            <>
              {row.value ?? <UnknownValue reason={row.unknownReason} />}
              <SourcesLink
                slug={slug}
                path={path}
                isFact={isWhole !== true}
                label={`What every tool said: ${row.label}`}
              />
              {dispute !== undefined && (
                <AppLink
                  href={buildSourcesHref({ slug, search: path, fact: path })}
                  prefetch={false}
                  className="ml-1 text-xs font-medium text-warn"
                >
                  {dispute}
                </AppLink>
              )}
            </>
          ),
      }))}
    />
  )
}
