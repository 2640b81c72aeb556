import { openEmbeddedPostgres } from '@/server/launcher/embedded-postgres/open'

/** Opens the database of a data folder as whoever runs this, tells about it, and stops it. */
const [dataDir = ''] = process.argv.slice(2)
const { server, home } = await openEmbeddedPostgres({
  dataDir,
  noInstall: true,
  isDurable: true,
  report: () => undefined,
})
process.stdout.write(JSON.stringify({ home, pid: server.pid, uid: process.getuid?.() }))
await server.stop()
