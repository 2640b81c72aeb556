import type { HostLayout } from './host-layout'

/**
 * CPUs of each node as the kernel numbers them on these machines: first one thread of every core, node after node,
 * then the second threads in the same order.
 */
export function listNodeCpus({ cpu, nodes }: HostLayout): number[][] {
  const cores = cpu.sockets * cpu.coresPerSocket
  const coresPerNode = cores / nodes.length
  return nodes.map((_, node) =>
    Array.from({ length: cpu.threadsPerCore }, (_unused, thread) =>
      Array.from({ length: coresPerNode }, (_core, core) => thread * cores + node * coresPerNode + core),
    ).flat(),
  )
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
