import type { ChangeTopic } from '@/server/contracts/change'
import type { AppRouter } from '@/server/trpc/root'

export type RouterName = keyof AppRouter['_def']['record']

/** Which routers answer differently once something of a topic has changed. */
export const routersByTopic: Readonly<Record<ChangeTopic, readonly RouterName[]>> = {
  host: ['hosts', 'overview', 'pools'],
  finding: ['findings', 'hosts', 'overview'],
  token: ['tokens'],
  user: ['users', 'viewer'],
  pool: ['pools', 'hosts', 'overview', 'viewer'],
  tenant: ['tenants', 'viewer'],
  audit: ['audit'],
}

export function listRouters(topics: Iterable<ChangeTopic>): RouterName[] {
  return [...new Set([...topics].flatMap((topic) => routersByTopic[topic]))].toSorted()
}
