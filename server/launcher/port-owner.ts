import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const STATE_LISTEN = '0A'

/** The process that listens on a TCP port, as far as /proc tells this user; null on other systems. */
export function findListener(port: number): number | null {
  const inodes = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => listListeningInodes(readOrEmpty(path), port)),
  )
  if (inodes.size === 0) return null
  for (const pid of listNumbers('/proc')) {
    for (const descriptor of listNumbers(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(readLinkOrEmpty(`/proc/${pid}/fd/${descriptor}`))?.[1]
      if (inode !== undefined && inodes.has(inode)) return pid
    }
  }
  return null
}

/** Socket inodes of listeners in the text of /proc/net/tcp: addresses are hexadecimal `ADDRESS:PORT`. */
export function listListeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table.split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/)
    return local?.endsWith(suffix) && state === STATE_LISTEN && inode !== undefined ? [inode] : []
  })
}

function listNumbers(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function readLinkOrEmpty(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
