import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EnvironmentError, parseEnvironment } from '@/server/config/env'

const SECRET = 's'.repeat(32)

function listProblems(source: Record<string, string>): readonly string[] {
  try {
    parseEnvironment(source)
  } catch (error) {
    if (error instanceof EnvironmentError) return error.problems
    throw error
  }
  return []
}

describe('the environment', () => {
  test('is complete without a single variable', () => {
    const environment = parseEnvironment({})
    expect(environment).toMatchObject({ url: 'http://localhost:3000', port: 3000, host: null, oidc: null })
    expect(environment.dataDir).toBe(resolve('.berth'))
  })

  test('takes the port into the default URL', () => {
    expect(parseEnvironment({ BERTH_PORT: '4100' }).url).toBe('http://localhost:4100')
  })

  test('treats an empty variable as absent', () => {
    expect(parseEnvironment({ DATABASE_URL: '', BERTH_PORT: '' })).toMatchObject({
      databaseUrl: null,
      port: 3000,
    })
  })

  test('drops the trailing slash of the URL and refuses a path', () => {
    expect(parseEnvironment({ BERTH_URL: 'https://berth.example/' }).url).toBe('https://berth.example')
    expect(listProblems({ BERTH_URL: 'https://berth.example/console' })).toEqual([
      'BERTH_URL must be an origin without a path',
    ])
  })

  test('says one mistake in one line, and several in a line each', () => {
    const read = (source: Record<string, string>) => () => parseEnvironment(source)
    expect(read({ BERTH_PORT: 'http' })).toThrow(
      'The environment is not usable: BERTH_PORT must be a port number',
    )
    expect(read({ BERTH_PORT: 'http', BERTH_SECRET: 'short' })).toThrow(
      'The environment is not usable:\n  BERTH_SECRET must have at least 32 characters\n  BERTH_PORT must be a port number',
    )
  })

  test('requires a secret with a database of its own', () => {
    expect(listProblems({ DATABASE_URL: 'postgresql://a@b/c' })).toEqual([
      'BERTH_SECRET is required with DATABASE_URL (at least 32 characters)',
    ])
    expect(listProblems({ DATABASE_URL: 'postgresql://a@b/c', BERTH_SECRET: SECRET })).toEqual([])
  })

  test('trusts no proxy unless told, and takes a list of addresses and networks', () => {
    expect(parseEnvironment({}).trustedProxies).toEqual([])
    const listed = parseEnvironment({ BERTH_TRUSTED_PROXIES: '127.0.0.1, ::1,10.0.0.0/8,fd00::/8,' })
    expect(listed.trustedProxies).toEqual(['127.0.0.1', '::1', '10.0.0.0/8', 'fd00::/8'])
  })

  test.each(['nginx', '10.0.0.0/33', '10.0.0.0/', '0.0.0.0/0', '::/0', '10.0.0.1:8080', '1.2.3.4/8/8', '*'])(
    'refuses %s as a proxy, by the name of the variable',
    (entry) => {
      expect(listProblems({ BERTH_TRUSTED_PROXIES: `127.0.0.1,${entry}` })).toEqual([
        `BERTH_TRUSTED_PROXIES must list addresses or networks such as 192.0.2.10, 10.0.0.0/8, separated by commas; "${entry}" is neither`,
      ])
    },
  )

  test('requires single sign-on to be told whole', () => {
    expect(listProblems({ BERTH_OIDC_ISSUER: 'https://id.example' })).toEqual([
      'BERTH_OIDC_CLIENT_ID is required with BERTH_OIDC_ISSUER',
      'BERTH_OIDC_CLIENT_SECRET is required with BERTH_OIDC_ISSUER',
    ])
  })

  test.each([
    [{ BERTH_PORT: 'http' }, 'BERTH_PORT must be a port number'],
    [{ BERTH_PORT: '70000' }, 'BERTH_PORT must be a port number'],
    [{ BERTH_SECRET: 'short' }, 'BERTH_SECRET must have at least 32 characters'],
    [{ BERTH_URL: 'ftp://berth.example' }, 'BERTH_URL must be an http:// or https:// URL'],
    [{ PROMETHEUS_URL: 'prometheus:9090' }, 'PROMETHEUS_URL must be an http:// or https:// URL'],
    [{ BERTH_NO_INSTALL: 'please' }, 'BERTH_NO_INSTALL must be 1 or 0'],
    [
      { BERTH_LOG_LEVEL: 'loud' },
      'BERTH_LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
    ],
    [{ DATABASE_MIGRATE_URL: 'postgresql://a@b/c' }, 'DATABASE_URL is required with DATABASE_MIGRATE_URL'],
  ])('names the variable of %o', (source, problem) => {
    expect(listProblems(source)).toEqual([problem])
  })
})
