import { copyBinaries, findPackagedBinaries } from '@/server/launcher/embedded-postgres/binaries'
import { ensureCluster } from '@/server/launcher/embedded-postgres/cluster'
import { openLayout, writeLayout } from '@/server/launcher/embedded-postgres/layout'
import { chooseOsUser, ROOT_STATE_FOLDER } from '@/server/launcher/embedded-postgres/os-user'
import { type DatabaseUrls, describeUrls, ensureRoles } from '@/server/launcher/embedded-postgres/roles'
import { type PostgresServer, startServer } from '@/server/launcher/embedded-postgres/server'
import { LauncherError, type Report } from '@/server/launcher/report'

export type EmbeddedPostgres = { server: PostgresServer; urls: DatabaseUrls; home: string }

export type OpenArgs = {
  dataDir: string
  noInstall: boolean
  /** False trades crash safety for speed: only ever for a database that is thrown away. */
  isDurable: boolean
  /** Set on a restart: others already hold URLs with this port. */
  requiredPort?: number
  report: Report
}

/** The running database of a data folder: created, started or taken over, with its roles in place. */
export async function openEmbeddedPostgres(args: OpenArgs): Promise<EmbeddedPostgres> {
  const { dataDir, noInstall, isDurable, requiredPort, report } = args
  const packaged = await findPackagedBinaries()
  const osUser = await chooseOsUser({ noInstall, report })
  const layout = await openLayout({ dataDir, osUser, report })
  const cluster = await ensureCluster({
    home: layout.home,
    binaries: osUser === null ? packaged : await copyBinaries(packaged, ROOT_STATE_FOLDER),
    osUser,
    superuserPassword: layout.superuserPassword,
    isDurable,
    report,
  })
  const server = await startServer({
    cluster,
    preferredPort: requiredPort ?? layout.port,
    isDurable,
    report,
  })
  try {
    if (requiredPort !== undefined && server.port !== requiredPort) {
      throw new LauncherError(
        `Port ${requiredPort} of the database was taken while it was down; start Berth again`,
      )
    }
    const urls = describeUrls(layout, server.port)
    await ensureRoles(layout, urls)
    if (layout.port !== server.port) await writeLayout({ ...layout, port: server.port })
    return { server, urls, home: layout.home }
  } catch (error) {
    if (!server.wasAdopted) await server.stop()
    throw error
  }
}
