import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { E2E_PORT, E2E_URL, OIDC_CLIENT, OIDC_ISSUER } from './addresses'
import { serveOidc } from './oidc-server'
import { STATE_DIR, writeState } from './state'

/** Starts an empty Berth as `npm start` does, beside an OpenID provider, and notes its one-time code. */
const root = join(import.meta.dirname, '../..')
const dataDir = join(root, '.berth/e2e')
rmSync(STATE_DIR, { recursive: true, force: true })
rmSync(dataDir, { recursive: true, force: true })

const oidc = await serveOidc()
const berth = spawn(process.execPath, ['--import', 'tsx', 'server/launcher/main.ts', 'start'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    ...process.env,
    BERTH_PORT: String(E2E_PORT),
    BERTH_URL: E2E_URL,
    BERTH_HOST: '127.0.0.1',
    BERTH_DATA_DIR: dataDir,
    BERTH_LOG_LEVEL: 'warn',
    // Specs keep their sign-ins apart by an address each; the limit counts failures by address.
    BERTH_TRUSTED_PROXIES: '127.0.0.1,::1',
    BERTH_OIDC_ISSUER: OIDC_ISSUER,
    BERTH_OIDC_CLIENT_ID: OIDC_CLIENT.id,
    BERTH_OIDC_CLIENT_SECRET: OIDC_CLIENT.secret,
    BERTH_OIDC_NAME: 'Example SSO',
  },
})
let said = ''
berth.stdout.on('data', (chunk: Buffer) => {
  process.stdout.write(chunk)
  said += chunk.toString()
  const code = /one-time code: (\S+)\n/.exec(said)?.[1]
  if (code && berth.pid) writeState('setup', { code, launcherPid: berth.pid, dataDir })
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => berth.kill('SIGTERM'))
berth.on('exit', (code) => {
  oidc.close()
  oidc.closeAllConnections()
  process.exit(code ?? 1)
})
