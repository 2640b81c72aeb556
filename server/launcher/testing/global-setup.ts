import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { readLayout } from '@/server/launcher/embedded-postgres/layout'
import { openEmbeddedPostgres } from '@/server/launcher/embedded-postgres/open'
import { APP_ROLE, DATABASE_NAME, OWNER_ROLE } from '@/server/launcher/embedded-postgres/roles'
import { migrateDatabase } from '@/server/launcher/migrate'
import { createTemporaryDataDir } from '@/server/launcher/testing/temporary-data-dir'

/** How a test reaches the PostgreSQL of its run; `createTestDatabase` is what tests use. */
export type TestServer = {
  /** Superuser, connected to the maintenance database. */
  adminUrl: string
  /** A migrated database that nobody connects to, to copy from. */
  templateName: string
  ownerRole: string
  ownerPassword: string
  appRole: string
  appPassword: string
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer
  }
}

/** One PostgreSQL for the whole project, without fsync; every suite copies its own database from the template. */
export default async function setUpTestServer(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await createTemporaryDataDir()
  try {
    const { urls } = await openEmbeddedPostgres({
      dataDir: dataDir.path,
      noInstall: process.env.BERTH_NO_INSTALL === '1',
      isDurable: false,
      report: () => undefined,
    })
    const migrationsDir = join(project.config.root, 'db', 'migrations')
    const { ownerUrl, appUrl } = urls
    await migrateDatabase({ ownerUrl, appUrl, migrationsDir, report: () => undefined })
    const layout = await readLayout(dataDir.path)
    if (layout === null) throw new Error(`${dataDir.path} lost its layout`)
    project.provide('testServer', {
      adminUrl: urls.superuserUrl,
      templateName: DATABASE_NAME,
      ownerRole: OWNER_ROLE,
      ownerPassword: layout.ownerPassword,
      appRole: APP_ROLE,
      appPassword: layout.appPassword,
    })
  } catch (error) {
    await dataDir.remove()
    throw error
  }
  return () => dataDir.remove()
}
