import { sql } from 'drizzle-orm'
import { check, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import type { Role } from '@/server/core/access/roles'
import { user } from './auth'
import { at, id, now } from './columns'
import { pool } from './pool'
import { tenant } from './tenant'

/** Roles are rows: who, what, and over which part of the estate. */
export const roleGrant = pgTable(
  'role_grant',
  {
    id: id(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    role: text('role').$type<Role>().notNull(),
    scope: text('scope', { enum: ['global', 'pool', 'tenant'] }).notNull(),
    poolId: uuid('pool_id').references(() => pool.id),
    tenantId: uuid('tenant_id').references(() => tenant.id),
    grantedBy: text('granted_by').notNull(),
    grantedAt: at('granted_at').notNull().default(now),
  },
  (t) => [
    uniqueIndex('role_grant_once').on(
      t.userId,
      t.role,
      t.scope,
      sql`coalesce(${t.poolId}, ${t.tenantId}, '00000000-0000-0000-0000-000000000000'::uuid)`,
    ),
    check(
      'role_grant_scope_matches',
      sql`(${t.scope} = 'global' and ${t.poolId} is null and ${t.tenantId} is null)
       or (${t.scope} = 'pool' and ${t.poolId} is not null and ${t.tenantId} is null)
       or (${t.scope} = 'tenant' and ${t.tenantId} is not null and ${t.poolId} is null)`,
    ),
    check(
      'role_grant_tenant_roles',
      sql`(${t.role} in ('tenantAdmin', 'tenantMember')) = (${t.scope} = 'tenant')`,
    ),
  ],
)
