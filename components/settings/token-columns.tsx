import type { DataColumn } from '@/components/data-table/column'
import { IdLink } from '@/components/ui/id-link'
import { RelativeTime } from '@/components/ui/relative-time'
import { StatusChip } from '@/components/ui/status-chip'
import type { TokenDto } from '@/server/contracts/token'
import { RevokeButton } from './revoke-button'
import { describeUses, tokenKindWords, tokenStateWords } from './token-words'

export function TokenStateChip({ state }: { readonly state: TokenDto['state'] }) {
  const { word, tone } = tokenStateWords[state]
  return <StatusChip tone={tone}>{word}</StatusChip>
}

const nameColumn: DataColumn<TokenDto> = {
  id: 'label',
  header: 'Name',
  width: 180,
  sortable: true,
  hideable: false,
  cell: (token) => <span title={token.label}>{token.label}</span>,
}

const stateColumn: DataColumn<TokenDto> = {
  id: 'state',
  header: 'State',
  width: 110,
  cell: (token) => <TokenStateChip state={token.state} />,
}

const prefixColumn: DataColumn<TokenDto> = {
  id: 'prefix',
  header: 'Begins with',
  width: 100,
  cell: (token) => <code className="font-mono text-sm">{token.prefix}…</code>,
}

const usesColumn: DataColumn<TokenDto> = {
  id: 'usesLeft',
  header: 'Uses',
  width: 80,
  align: 'end',
  cell: (token) => describeUses(token.usesLeft),
}

const timeColumns: readonly DataColumn<TokenDto>[] = [
  {
    id: 'createdAt',
    header: 'Made',
    width: 100,
    align: 'end',
    sortable: true,
    cell: (token) => <RelativeTime at={token.createdAt} />,
  },
  {
    id: 'lastUsedAt',
    header: 'Last used',
    width: 100,
    align: 'end',
    cell: (token) => <RelativeTime at={token.lastUsedAt} none="never" />,
  },
  {
    id: 'expiresAt',
    header: 'Ends',
    width: 120,
    align: 'end',
    cell: (token) => <RelativeTime at={token.revokedAt ?? token.expiresAt} none="when revoked" />,
  },
]

const revokeColumn: DataColumn<TokenDto> = {
  id: 'revoke',
  header: 'Actions',
  width: 90,
  align: 'end',
  hideable: false,
  cell: (token) => <RevokeButton token={token} />,
}

export const tokenColumns: readonly DataColumn<TokenDto>[] = [
  nameColumn,
  { id: 'kind', header: 'Kind', width: 110, cell: (token) => tokenKindWords[token.kind] },
  stateColumn,
  prefixColumn,
  {
    id: 'host',
    header: 'Host',
    width: 110,
    cell: (token) =>
      token.host === null ? (
        <span className="text-ink-muted">none</span>
      ) : (
        <IdLink id={token.host.slug} href={`/hosts/${token.host.slug}`} />
      ),
  },
  {
    id: 'scopes',
    header: 'Scopes',
    width: 130,
    cell: (token) =>
      token.kind === 'apiKey' ? (
        <span className="font-mono text-xs" title={token.scopes.join(', ')}>
          {token.scopes.join(', ')}
        </span>
      ) : (
        <span className="text-ink-muted">by kind</span>
      ),
  },
  { ...usesColumn, hiddenAtFirst: true },
  { id: 'createdBy', header: 'Made by', width: 100, cell: (token) => token.createdBy },
  ...timeColumns,
  revokeColumn,
]

export const enrolmentColumns: readonly DataColumn<TokenDto>[] = [
  nameColumn,
  stateColumn,
  prefixColumn,
  usesColumn,
  { id: 'createdBy', header: 'Made by', width: 120, cell: (token) => token.createdBy },
  ...timeColumns,
  revokeColumn,
]
