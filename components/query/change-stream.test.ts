import { describe, expect, test } from 'vitest'
import { ChangeStream, type StreamHandlers, staleAfterMs } from './change-stream'

function open() {
  const connections: string[] = []
  const opened: StreamHandlers[] = []
  const changes: string[] = []
  let unsubscribed = 0
  const timers: { ms: number; run: () => void; isDone: boolean }[] = []
  const stream = new ChangeStream({
    subscribe: (handlers) => {
      opened.push(handlers)
      return { unsubscribe: () => (unsubscribed += 1) }
    },
    onChange: (change) => changes.push(change.kind),
    onConnection: (connection) => connections.push(connection),
    schedule: (ms, run) => {
      const timer = { ms, run, isDone: false }
      timers.push(timer)
      return () => {
        timer.isDone = true
      }
    },
  })
  const pass = (ms: number) => {
    for (const timer of timers.filter((timer) => !timer.isDone && timer.ms <= ms)) {
      timer.isDone = true
      timer.run()
    }
  }
  const last = () => {
    const handlers = opened.at(-1)
    if (handlers === undefined) throw new Error('never opened')
    return handlers
  }
  return { stream, connections, opened, changes, timers, pass, last, unsubscribed: () => unsubscribed }
}

describe('the change stream', () => {
  test('is live when the server says ready, not when a socket opens', () => {
    const it = open()
    expect(it.connections).toEqual(['reconnecting'])
    it.last().onData({ kind: 'ready' })
    expect(it.connections).toEqual(['reconnecting', 'live'])
    expect(it.changes).toEqual(['ready'])
  })

  test('calls what is shown stale once the connection has been away long enough, and live again after', () => {
    const it = open()
    it.last().onData({ kind: 'ready' })
    it.last().onInterrupted()
    it.last().onInterrupted()
    expect(it.connections.slice(2)).toEqual(['reconnecting'])
    it.pass(staleAfterMs)
    expect(it.connections.slice(2)).toEqual(['reconnecting', 'stale'])
    it.last().onData({ kind: 'ready' })
    expect(it.connections.at(-1)).toBe('live')
  })

  test('is not live while the server has lost its database, and asks for everything once it is back', () => {
    const it = open()
    it.last().onData({ kind: 'ready' })
    it.last().onData({ kind: 'away' })
    expect(it.connections.at(-1)).toBe('reconnecting')
    it.pass(staleAfterMs)
    expect(it.connections.at(-1)).toBe('stale')
    it.last().onData({ kind: 'resync' })
    expect(it.connections.at(-1)).toBe('live')
    expect(it.changes).toEqual(['ready', 'resync'])
  })

  test('opens again after the server ended it, each time a little later, and at once soon after it was live', () => {
    const it = open()
    const pauses: number[] = []
    for (let round = 0; round < 7; round += 1) {
      it.last().onEnd()
      const timer = it.timers.findLast(({ ms, isDone }) => !isDone && ms !== staleAfterMs) ?? it.timers.at(-1)
      pauses.push(timer?.ms ?? -1)
      if (timer) timer.isDone = true
      timer?.run()
    }
    expect(it.opened).toHaveLength(8)
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    it.last().onData({ kind: 'ready' })
    it.last().onEnd()
    expect(it.timers.some(({ ms, isDone }) => ms === 1000 && !isDone)).toBe(true)
  })

  test('says nothing more and opens nothing once closed', () => {
    const it = open()
    const handlers = it.last()
    it.stream.close()
    expect(it.unsubscribed()).toBe(1)
    const before = it.connections.length
    handlers.onEnd()
    handlers.onData({ kind: 'ready' })
    it.pass(Number.POSITIVE_INFINITY)
    expect(it.connections).toHaveLength(before)
    expect(it.opened).toHaveLength(1)
    expect(it.changes).toEqual([])
  })
})
