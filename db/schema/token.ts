import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import type { TokenKind } from '@/server/core/access/token-kind'
import { at, id, now, sortedText } from './columns'
import { host } from './host'

/** Every secret that Berth hands out, in one shape; only its SHA-256 is kept. */
export const token = pgTable(
  'token',
  {
    id: id(),
    kind: text('kind').$type<TokenKind>().notNull(),
    /** The first characters, shown so that people can tell tokens apart. */
    prefix: text('prefix').notNull(),
    sha256: text('sha256').notNull().unique(),
    label: sortedText('label').notNull(),
    /** What an API key may do; that the hosts of an enrolment token need approval; empty for the other kinds. */
    scopes: jsonb('scopes').$type<string[]>().notNull().default([]),
    hostId: uuid('host_id').references(() => host.id),
    /** The account an invitation is for, or that an API key acts as. */
    userId: text('user_id'),
    /** How often it may still be used: 1 for single-use kinds, null for no limit. */
    usesLeft: integer('uses_left'),
    createdBy: text('created_by').notNull(),
    createdAt: at('created_at').notNull().default(now),
    expiresAt: at('expires_at'),
    revokedAt: at('revoked_at'),
    lastUsedAt: at('last_used_at'),
  },
  (t) => [
    index('token_kind_created').on(t.kind, t.createdAt, t.id),
    index('token_host').on(t.hostId),
    check('token_uses_left_not_negative', sql`${t.usesLeft} >= 0`),
  ],
)
