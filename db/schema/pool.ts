import { integer, pgTable, text } from 'drizzle-orm/pg-core'
import { at, id, now, sortedText } from './columns'

/** A pool starts in `observe`: Berth shows and explains, touches nothing (DOMAIN §4). */
export const pool = pgTable('pool', {
  id: id(),
  slug: sortedText('slug').notNull().unique(),
  name: sortedText('name').notNull(),
  class: text('class', {
    enum: ['inference', 'training', 'interactive', 'regulated', 'validation'],
  }).notNull(),
  mode: text('mode', { enum: ['observe', 'manage'] })
    .notNull()
    .default('observe'),
  revision: integer('revision').notNull().default(1),
  createdAt: at('created_at').notNull().default(now),
})
