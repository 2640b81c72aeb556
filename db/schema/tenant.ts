import { integer, pgTable } from 'drizzle-orm/pg-core'
import { at, id, now, sortedText } from './columns'

export const tenant = pgTable('tenant', {
  id: id(),
  slug: sortedText('slug').notNull().unique(),
  name: sortedText('name').notNull(),
  revision: integer('revision').notNull().default(1),
  createdAt: at('created_at').notNull().default(now),
})
