import { expect, test } from 'vitest'
import { isDatabaseAway } from './is-database-away'

const failed = (message: string, details: object = {}, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), details)

test.each([
  ['a refused connection', failed('connect', { code: 'ECONNREFUSED', syscall: 'connect' })],
  ['a socket that is not there', failed('connect', { code: 'ENOENT', syscall: 'connect', path: '/run/pg' })],
  ['a name that is not known', failed('getaddrinfo', { code: 'ENOTFOUND', syscall: 'getaddrinfo' })],
  ['a connection that was reset', failed('read', { code: 'ECONNRESET', syscall: 'read' })],
  ['a connection that fell silent', failed('read', { code: 'ETIMEDOUT', syscall: 'read' })],
  ['a server that shuts down', failed('terminating', { code: '57P01' })],
  ['a server without room', failed('too many clients', { code: '53300' })],
  ['a connection exception', failed('x', { code: '08006' })],
  ['a query that was cut', failed('Connection terminated unexpectedly')],
  ['a server that no longer answers', failed('Query read timeout')],
  ['any of them below a failed query', failed('Failed query', {}, failed('x', { code: '57P03' }))],
  ['one of several addresses', new AggregateError([failed('x', { code: 'ECONNREFUSED' })], 'all failed')],
])('%s is the database being away', (_, error) => {
  expect(isDatabaseAway(error)).toBe(true)
})

test.each([
  ['a file that is not there', failed('open', { code: 'ENOENT', syscall: 'open', path: '/x' })],
  ['a file that cannot be read in time', failed('read', { code: 'ETIMEDOUT', syscall: 'read', path: '/x' })],
  ['a program that took too long', failed('spawn', { code: 'ETIMEDOUT', syscall: 'spawnSync lspci' })],
  ['a reader who left', failed('aborted', { code: 'ECONNRESET' })],
  ['a wrong query', failed('syntax', { code: '42601' })],
  ['an error code that only begins alike', failed('x', { code: '08' })],
  [
    'another server that refuses',
    new TypeError('fetch failed', { cause: failed('x', { code: 'ECONNREFUSED' }) }),
  ],
  ['nothing', null],
])('%s is not', (_, error) => {
  expect(isDatabaseAway(error)).toBe(false)
})
