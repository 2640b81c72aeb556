import { defineConfig, devices } from '@playwright/test'
import { E2E_URL } from './e2e/support/addresses'

const chromium = process.env.BERTH_CHROMIUM

/**
 * One Berth, started empty on the production build: `first-start` makes its first operator, `people` adds the
 * others and the emulated hosts, the journeys use them, and `faults` breaks things at the end.
 */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    baseURL: E2E_URL,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      ...(chromium ? { executablePath: chromium } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    },
  },
  webServer: {
    command: 'node --import tsx e2e/support/serve.ts',
    url: `${E2E_URL}/api/health/ready`,
    timeout: 300_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
    stdout: 'pipe',
  },
  projects: [
    { name: 'first-start', testMatch: 'first-start.spec.ts' },
    { name: 'people', testMatch: 'people.setup.ts', dependencies: ['first-start'] },
    {
      name: 'journeys',
      testMatch: '*.spec.ts',
      testIgnore: ['first-start.spec.ts', 'faults.spec.ts'],
      dependencies: ['people'],
    },
    // Last: it kills what the others are talking to.
    { name: 'faults', testMatch: 'faults.spec.ts', dependencies: ['journeys'] },
  ],
})
