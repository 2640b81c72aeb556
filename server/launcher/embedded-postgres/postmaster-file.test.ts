import { describe, expect, test } from 'vitest'
import { parsePostmasterFile } from '@/server/launcher/embedded-postgres/postmaster-file'

const COMPLETE =
  '4711\n/var/lib/berth/a b/pgdata\n1764000000\n40123\n\n127.0.0.1\n  5432001   98304\nready   \n'

describe('postmaster.pid', () => {
  test('tells pid, directory, port and readiness', () => {
    expect(parsePostmasterFile(COMPLETE)).toEqual({
      pid: 4711,
      dataDirectory: '/var/lib/berth/a b/pgdata',
      port: 40123,
      isReady: true,
    })
  })

  test('of a server that is starting is not ready', () => {
    expect(parsePostmasterFile(COMPLETE.replace('ready   ', 'starting'))?.isReady).toBe(false)
  })

  test('without its first lines is nothing', () => {
    expect(parsePostmasterFile('')).toBeNull()
    expect(parsePostmasterFile('4711')).toBeNull()
    expect(parsePostmasterFile('-1\n/pgdata\n')).toBeNull()
  })

  test('without a port yet has an unknown port', () => {
    expect(parsePostmasterFile('4711\n/pgdata\n1764000000\n')?.port).toBeNull()
  })
})
