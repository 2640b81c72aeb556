/**
 * Stands in for the web in tests of the launcher: answers /api/health, tells its pid, writes an acknowledged row
 * per POST, and ends on SIGTERM as the real one does.
 */
import { createServer } from 'node:http'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 2 })
pool.on('error', () => undefined)

async function answer(request) {
  if (request.method !== 'POST') return { pid: process.pid, databaseUrl: process.env.DATABASE_URL }
  const { rows } = await pool.query('INSERT INTO note DEFAULT VALUES RETURNING id')
  return { id: rows[0].id }
}

const server = createServer((request, response) => {
  answer(request).then(
    (body) => response.writeHead(200).end(JSON.stringify(body)),
    (error) => response.writeHead(503).end(String(error)),
  )
})
server.listen(Number(process.env.PORT), process.env.HOSTNAME)

process.on('SIGTERM', () => {
  console.log('stand-in web ends')
  process.exit(0)
})
