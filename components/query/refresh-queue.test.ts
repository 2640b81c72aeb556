import { describe, expect, test } from 'vitest'
import { CHANGE_TOPICS } from '@/server/contracts/change'
import { listRouters } from './change-topics'
import { isWorthRetrying, readQueryError } from './query-error'
import { RefreshQueue, type RefreshScope } from './refresh-queue'

const settle = () => new Promise((resolve) => setImmediate(resolve))

function openQueue() {
  const scopes: RefreshScope[] = []
  const answers: (() => void)[] = []
  const queue = new RefreshQueue({
    refresh: (scope) => {
      scopes.push(scope)
      return new Promise<void>((resolve) => answers.push(resolve))
    },
    wait: async () => undefined,
  })
  return { queue, scopes, answer: () => answers.shift()?.() }
}

describe('the refresh queue', () => {
  test('makes one refresh of the changes that arrive together', async () => {
    const { queue, scopes } = openQueue()
    queue.add('host')
    queue.add('finding')
    queue.add('host')
    await settle()
    expect(scopes).toEqual([{ kind: 'topics', topics: ['host', 'finding'] }])
  })

  test('begins the next refresh only when the last has ended, with all that came meanwhile', async () => {
    const { queue, scopes, answer } = openQueue()
    queue.add('host')
    await settle()
    queue.add('pool')
    queue.addAll()
    await settle()
    expect(scopes).toHaveLength(1)
    answer()
    await settle()
    expect(scopes.slice(1)).toEqual([{ kind: 'all' }])
  })

  test('goes on after a refresh that failed, and not once closed', async () => {
    let calls = 0
    const queue = new RefreshQueue({
      refresh: async () => {
        calls += 1
        throw new Error('away')
      },
      wait: async () => undefined,
    })
    queue.add('host')
    await settle()
    queue.add('host')
    await settle()
    expect(calls).toBe(2)
    queue.close()
    queue.add('host')
    await settle()
    expect(calls).toBe(2)
  })
})

test('every topic refreshes at least one router', () => {
  let seen = 0
  for (const topic of CHANGE_TOPICS) {
    expect(listRouters([topic]).length, topic).toBeGreaterThan(0)
    seen += 1
  }
  expect(seen).toBe(CHANGE_TOPICS.length)
  expect(listRouters(['host', 'finding'])).toEqual(['findings', 'hosts', 'overview', 'pools'])
})

const refused = (code: string, httpStatus: number) =>
  Object.assign(new Error('Not here'), {
    data: { code, httpStatus, reason: { code: 'hostUnknown', data: {} } },
  })

describe('a failed request', () => {
  test('is tried again only when nobody answered or the server had trouble', () => {
    expect(isWorthRetrying(new TypeError('Failed to fetch'))).toBe(true)
    expect(isWorthRetrying(refused('SERVICE_UNAVAILABLE', 503))).toBe(true)
    expect(isWorthRetrying(refused('NOT_FOUND', 404))).toBe(false)
    expect(isWorthRetrying(refused('UNAUTHORIZED', 401))).toBe(false)
  })

  test('keeps the words of a refusal and replaces those of a browser', () => {
    expect(readQueryError(refused('NOT_FOUND', 404))).toMatchObject({
      message: 'Not here',
      reason: 'hostUnknown',
    })
    expect(readQueryError(new TypeError('Failed to fetch')).message).toMatch(/did not answer/)
    expect(readQueryError('nonsense')).toMatchObject({ code: null, reason: null })
  })
})
