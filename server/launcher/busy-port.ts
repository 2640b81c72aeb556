import { canListen } from '@/server/launcher/embedded-postgres/free-port'
import { findListener } from '@/server/launcher/port-owner'
import { readCommandLine } from '@/server/launcher/process-identity'
import { LauncherError } from '@/server/launcher/report'

/**
 * Told before anything is started or built. The IPv6 loopback is looked at too: a server that listens only there
 * would answer browsers that resolve "localhost" to it.
 * @throws LauncherError naming the port, who listens where the system tells, and the way out
 */
export async function refuseBusyPort({ host, port }: { host: string; port: number }): Promise<void> {
  for (const address of new Set([host, '127.0.0.1', '::1'])) {
    if (await canListen({ host: address, port })) continue
    const pid = findListener(port)
    const who = pid === null ? 'another program' : `${readCommandLine(pid) ?? 'a process'} (process ${pid})`
    throw new LauncherError(
      `Port ${port} is taken: ${who} listens on it.\n` +
        `End it, or choose another port: BERTH_PORT=${port + 1}`,
    )
  }
}
