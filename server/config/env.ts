import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'

/** What the process was told from outside. Every part of Berth asks here and nowhere else. */
export type Environment = {
  /** Origin that browsers and hosts use, without a trailing slash. */
  url: string
  port: number
  /** Address to listen on; null lets the launcher choose by mode. */
  host: string | null
  /** Addresses and networks (`10.0.0.0/8`) of the proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[]
  /** Absolute path. */
  dataDir: string
  secret: string | null
  databaseUrl: string | null
  /** Connection of the role that owns the tables; null means `databaseUrl` does it all. */
  databaseMigrateUrl: string | null
  prometheusUrl: string | null
  oidc: OidcEnvironment | null
  chromium: string | null
  noInstall: boolean
  logLevel: LogLevel
}

export type OidcEnvironment = { issuer: string; clientId: string; clientSecret: string; name: string }
type LogLevel = (typeof LOG_LEVELS)[number]

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const SECRET_LENGTH_MIN = 32

/** Names every variable that is wrong, so that one look is enough to repair them all. */
export class EnvironmentError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    const [first, ...others] = problems
    super(
      others.length === 0
        ? `The environment is not usable: ${first}`
        : `The environment is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    )
    this.name = 'EnvironmentError'
    this.problems = problems
  }
}

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' })

/** An address or a network, as `10.0.0.0/8` or `fd00::/8`. */
function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefixLength, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || address.includes('%') || rest.length > 0) return false
  if (prefixLength === undefined) return true
  // A network of every address would let anybody choose theirs.
  const bits = /^\d{1,3}$/.test(prefixLength) ? Number(prefixLength) : 0
  return bits >= 1 && bits <= (family === 4 ? 32 : 128)
}

const proxyList = z.string().transform((value, context) => {
  const entries = value
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  for (const entry of entries.filter((one) => !isAddressOrNetwork(one))) {
    const message = `must list addresses or networks such as 192.0.2.10, 10.0.0.0/8, separated by commas; "${entry}" is neither`
    context.addIssue({ code: 'custom', message })
  }
  return entries
})

const schema = z
  .object({
    BERTH_URL: httpUrl
      .refine((value) => new URL(value).pathname === '/', 'must be an origin without a path')
      .optional(),
    BERTH_SECRET: z
      .string()
      .min(SECRET_LENGTH_MIN, `must have at least ${SECRET_LENGTH_MIN} characters`)
      .optional(),
    BERTH_PORT: z.coerce
      .number({ error: 'must be a port number' })
      .int('must be a port number')
      .min(1, 'must be a port number')
      .max(65_535, 'must be a port number')
      .default(3000),
    BERTH_HOST: z.string().optional(),
    BERTH_TRUSTED_PROXIES: proxyList.optional(),
    BERTH_DATA_DIR: z.string().default('.berth'),
    DATABASE_URL: postgresUrl.optional(),
    DATABASE_MIGRATE_URL: postgresUrl.optional(),
    PROMETHEUS_URL: httpUrl.optional(),
    BERTH_OIDC_ISSUER: httpUrl.optional(),
    BERTH_OIDC_CLIENT_ID: z.string().optional(),
    BERTH_OIDC_CLIENT_SECRET: z.string().optional(),
    BERTH_OIDC_NAME: z.string().default('Single sign-on'),
    BERTH_CHROMIUM: z.string().optional(),
    BERTH_NO_INSTALL: z.enum(['0', '1', 'true', 'false'], { error: 'must be 1 or 0' }).default('0'),
    BERTH_LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  })
  .superRefine((value, context) => {
    const require = (name: string, reason: string) =>
      context.addIssue({ code: 'custom', path: [name], message: reason })
    if (value.DATABASE_URL !== undefined && value.BERTH_SECRET === undefined) {
      require('BERTH_SECRET', `is required with DATABASE_URL (at least ${SECRET_LENGTH_MIN} characters)`)
    }
    if (value.DATABASE_MIGRATE_URL !== undefined && value.DATABASE_URL === undefined) {
      require('DATABASE_URL', 'is required with DATABASE_MIGRATE_URL')
    }
    const oidcNames = ['BERTH_OIDC_ISSUER', 'BERTH_OIDC_CLIENT_ID', 'BERTH_OIDC_CLIENT_SECRET'] as const
    const given = oidcNames.filter((name) => value[name] !== undefined)
    if (given.length === 0) return
    for (const name of oidcNames) {
      if (value[name] === undefined) require(name, `is required with ${given.join(' and ')}`)
    }
  })

/**
 * Validates an environment. An empty variable counts as absent, as compose files write them.
 * @throws EnvironmentError naming each variable that is missing or malformed
 */
export function parseEnvironment(source: Readonly<Record<string, string | undefined>>): Environment {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(present)
  if (!parsed.success) {
    throw new EnvironmentError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`))
  }
  const value = parsed.data
  return {
    url: new URL(value.BERTH_URL ?? `http://localhost:${value.BERTH_PORT}`).origin,
    port: value.BERTH_PORT,
    host: value.BERTH_HOST ?? null,
    trustedProxies: value.BERTH_TRUSTED_PROXIES ?? [],
    dataDir: resolve(value.BERTH_DATA_DIR),
    secret: value.BERTH_SECRET ?? null,
    databaseUrl: value.DATABASE_URL ?? null,
    databaseMigrateUrl: value.DATABASE_MIGRATE_URL ?? null,
    prometheusUrl: value.PROMETHEUS_URL ?? null,
    oidc: readOidc(value),
    chromium: value.BERTH_CHROMIUM ?? null,
    noInstall: value.BERTH_NO_INSTALL === '1' || value.BERTH_NO_INSTALL === 'true',
    logLevel: value.BERTH_LOG_LEVEL,
  }
}

function readOidc(value: z.infer<typeof schema>): OidcEnvironment | null {
  const { BERTH_OIDC_ISSUER: issuer, BERTH_OIDC_CLIENT_ID: clientId } = value
  const clientSecret = value.BERTH_OIDC_CLIENT_SECRET
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return null
  return { issuer, clientId, clientSecret, name: value.BERTH_OIDC_NAME }
}

let remembered: Environment | null = null

/** The environment of this process, read at the first question: `next build` evaluates modules without one. */
export function readEnvironment(): Environment {
  remembered ??= parseEnvironment(process.env)
  return remembered
}

export type ServerEnvironment = Environment & { databaseUrl: string; secret: string }

/**
 * What the web and the worker need; the launcher always hands them over.
 * @throws EnvironmentError when started without the launcher and without these variables
 */
export function readServerEnvironment(): ServerEnvironment {
  const environment = readEnvironment()
  const { databaseUrl, secret } = environment
  if (databaseUrl === null || secret === null) {
    const missing = [databaseUrl === null && 'DATABASE_URL', secret === null && 'BERTH_SECRET']
    throw new EnvironmentError(
      missing.filter((name) => name !== false).map((name) => `${name} is required by this process`),
    )
  }
  return { ...environment, databaseUrl, secret }
}
