import { defineConfig } from 'vitest/config'

const alias = { '@': import.meta.dirname }

/**
 * `unit` is pure and fast; `services` runs on a real PostgreSQL that its global set-up starts;
 * `process` starts and kills real processes, two files at a time.
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          testTimeout: 30_000,
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: ['node_modules/**', '.next/**', '**/*.db.test.ts', '**/*.process.test.ts', 'e2e/**'],
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'services',
          include: ['**/*.db.test.ts'],
          exclude: ['node_modules/**', '.next/**'],
          globalSetup: ['server/launcher/testing/global-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'process',
          include: ['**/*.process.test.ts'],
          exclude: ['node_modules/**', '.next/**'],
          // Two at a time: one mostly waits for what the other one's processes leave of the machine.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
