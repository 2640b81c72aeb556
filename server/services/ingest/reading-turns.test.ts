import { expect, test } from 'vitest'
import { DomainError } from '@/server/services/domain-error'
import { answerDeliveries } from './answer-deliveries'
import { openReadingTurns } from './reading-turns'

/** A reading that ends when it is told to. */
function openReading() {
  let end = (_error?: Error) => {}
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve())
  })
  const reading = { hasBegun: false, end, read: () => ((reading.hasBegun = true), ended) }
  return reading
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('so many readings run at once, the next ones wait in the order they came, and one too many is refused', async () => {
  const turns = openReadingTurns({ atOnceMost: 2, waitingMost: 2 })
  const readings = Array.from({ length: 5 }, openReading)
  const taken = readings.map(({ read }) => turns.take(read))
  const [, second, third, fourth] = readings
  await expect(taken[4]).rejects.toMatchObject({ code: 'tooBusy', status: 503 })
  expect(readings.map(({ hasBegun }) => hasBegun)).toEqual([true, true, false, false, false])
  second?.end()
  await settle()
  expect([third?.hasBegun, fourth?.hasBegun]).toEqual([true, false])
  for (const { end } of readings) end()
  await Promise.all(taken.slice(0, 4))
  expect(fourth?.hasBegun).toBe(true)
})

test('a reading that fails gives its turn to the next one', async () => {
  const turns = openReadingTurns({ atOnceMost: 1, waitingMost: 1 })
  const [failing, next] = [openReading(), openReading()]
  const failed = turns.take(failing.read)
  const done = turns.take(next.read)
  failing.end(new Error('unreadable'))
  await expect(failed).rejects.toThrow('unreadable')
  next.end()
  await done
  const again = openReading()
  again.end()
  await expect(turns.take(again.read)).resolves.toBeUndefined()
})

test('whoever is refused for want of a turn is told when to come back', async () => {
  const answer = await answerDeliveries(() => {
    throw new DomainError('unavailable', 'tooBusy', 'busy')
  })(new Request('http://localhost/'))
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
  expect(await answer.json()).toMatchObject({ code: 'tooBusy' })
  const other = await answerDeliveries(() => {
    throw new DomainError('conflict', 'sequenceTooOld', 'old')
  })(new Request('http://localhost/'))
  expect([other.status, other.headers.get('retry-after')]).toEqual([409, null])
})
