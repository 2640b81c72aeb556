import { expect, test } from 'vitest'
import { Mailbox } from './mailbox'

test('the same change twice before it is read is delivered once', async () => {
  const box = new Mailbox()
  box.put({ topic: 'host', id: 'a' })
  box.put({ topic: 'host', id: 'a' })
  box.put({ topic: 'host', id: 'b' })
  expect(box.size).toBe(2)
  expect(await box.take()).toEqual({ kind: 'change', change: { topic: 'host', id: 'a' } })
  expect(await box.take()).toEqual({ kind: 'change', change: { topic: 'host', id: 'b' } })
})

test('a reader that never reads holds one resync instead of everything it missed', async () => {
  const box = new Mailbox()
  for (let i = 0; i < 100_000; i++) box.put({ topic: 'host', id: String(i) })
  expect(box.size).toBe(1)
  expect(await box.take()).toEqual({ kind: 'resync' })
  box.put({ topic: 'host', id: 'later' })
  expect(await box.take()).toEqual({ kind: 'change', change: { topic: 'host', id: 'later' } })
})

test('a loss of the database is told before the resync that ends it, and not at all when it was over at once', async () => {
  const box = new Mailbox()
  box.put({ topic: 'host', id: 'a' })
  box.away()
  expect(await box.take()).toEqual({ kind: 'away' })
  box.resync()
  expect(await box.take()).toEqual({ kind: 'resync' })
  box.away()
  box.resync()
  expect(await box.take()).toEqual({ kind: 'resync' })
  expect(box.size).toBe(0)
})

test('closing ends a reader that waits, and one that comes later', async () => {
  const box = new Mailbox()
  const waiting = box.take()
  box.close()
  expect(await waiting).toBeNull()
  box.put({ topic: 'host', id: 'a' })
  expect(await box.take()).toBeNull()
})
