import { openEmbeddedPostgres } from '@/server/launcher/embedded-postgres/open'
import type { DatabaseUrls } from '@/server/launcher/embedded-postgres/roles'
import type { Report } from '@/server/launcher/report'
import type { Service } from '@/server/launcher/supervise'

type DatabaseServiceArgs = {
  dataDir: string
  noInstall: boolean
  report: Report
  /** Called at every start; the URLs stay the same from the first one on. */
  onOpened: (urls: DatabaseUrls) => void
}

/** The embedded database as something to keep running. A restart keeps its port: web and worker hold it. */
export function describeDatabase({ dataDir, noInstall, report, onOpened }: DatabaseServiceArgs): Service {
  let requiredPort: number | undefined
  return {
    name: 'database',
    start: async () => {
      const isDurable = true
      const { server, urls } = await openEmbeddedPostgres({
        dataDir,
        noInstall,
        isDurable,
        requiredPort,
        report,
      })
      if (server.wasAdopted) report('took over the database that the last start left running')
      requiredPort = server.port
      onOpened(urls)
      return server
    },
  }
}
