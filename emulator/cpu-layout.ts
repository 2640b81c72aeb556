import type { CpuLayout, HostLayout } from './host-layout'

/** One hardware thread as the kernel numbers it. */
export interface Cpu {
  id: number
  socket: number
  /** Number of the core within its socket. */
  core: number
  thread: number
  /** Place of its node in `host.nodes`. */
  node: number
}

/**
 * Every hardware thread: first one of every core, then the second threads in the same order. Cores go to the CPU
 * nodes in stretches or in turn; the nodes go to the sockets in stretches.
 */
export function listCpus({ cpu, nodes }: Pick<HostLayout, 'cpu' | 'nodes'>): Cpu[] {
  const cpuNodes = nodes.flatMap(({ kind }, place) => (kind === 'cpu' ? [place] : []))
  const cores = cpu.sockets * cpu.coresPerSocket
  const coresPerNode = cores / cpuNodes.length
  if (!Number.isInteger(coresPerNode)) throw new Error(`${cores} cores for ${cpuNodes.length} nodes`)
  const seen = new Map<number, number>()
  const placed = Array.from({ length: cores }, (_, core) => {
    const nth = cpu.numbering === 'blocks' ? Math.floor(core / coresPerNode) : core % cpuNodes.length
    const socket = socketOf(cpu, core, nth, cpuNodes.length)
    const coreInSocket = seen.get(socket) ?? 0
    seen.set(socket, coreInSocket + 1)
    return { socket, core: coreInSocket, node: cpuNodes[nth] ?? 0 }
  })
  return Array.from({ length: cpu.threadsPerCore }, (_, thread) =>
    placed.map((place, core) => ({ ...place, thread, id: thread * cores + core })),
  ).flat()
}

function socketOf(cpu: CpuLayout, core: number, nthNode: number, nodeCount: number): number {
  if (nodeCount >= cpu.sockets) return Math.floor((nthNode * cpu.sockets) / nodeCount)
  return cpu.numbering === 'blocks' ? Math.floor(core / cpu.coresPerSocket) : core % cpu.sockets
}

/** CPUs of each node, in the order of the nodes. */
export function listNodeCpus(host: Pick<HostLayout, 'cpu' | 'nodes'>): number[][] {
  const cpus = listCpus(host)
  return host.nodes.map((_, place) => cpus.filter(({ node }) => node === place).map(({ id }) => id))
}

/** `[0,1,2,8]` → `0-2,8`. */
export function formatCpuList(cpus: number[]): string {
  const ranges: [number, number][] = []
  for (const cpu of cpus) {
    const last = ranges.at(-1)
    if (last && cpu === last[1] + 1) last[1] = cpu
    else ranges.push([cpu, cpu])
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',')
}
