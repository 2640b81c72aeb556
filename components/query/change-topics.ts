import type { ChangeTopic } from '@/server/contracts/change'

/** Which routers answer differently once something of a topic has changed. */
export const routersByTopic: Readonly<Record<ChangeTopic, readonly string[]>> = {
  host: ['hosts', 'overview', 'pools'],
  finding: ['findings', 'hosts', 'overview'],
  token: ['tokens'],
  user: ['users', 'session'],
  pool: ['pools', 'hosts', 'overview', 'session'],
  tenant: ['tenants', 'session'],
  audit: ['audit'],
}

export function listRouters(topics: Iterable<ChangeTopic>): string[] {
  return [...new Set([...topics].flatMap((topic) => routersByTopic[topic]))].toSorted()
}
