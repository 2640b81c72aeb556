import { formatCpuList, listCpus } from '@/emulator/cpu-layout'
import type { DomainLayout, RunningDomain } from '@/emulator/guest-layout'
import type { HostLayout } from '@/emulator/host-layout'

type Running = DomainLayout & { running: RunningDomain }

export function listRunning({ domains }: HostLayout): Running[] {
  return (domains ?? []).filter((domain): domain is Running => domain.running !== null)
}

/** virsh pads each column to its widest cell, three blanks apart. */
function writeTable(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const write = (cells: string[]) =>
    ` ${cells
      .map((cell, column) => cell.padEnd((widths[column] ?? 0) + 3))
      .join('')
      .trimEnd()}\n`
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 3, 0) - 1)
  return `${write(head)}${rule}\n${rows.map(write).join('')}\n`
}

/** `virsh list --all`: running ones by id, then the others by name. */
export function writeVirshList(host: HostLayout): string {
  const running = listRunning(host).toSorted((a, b) => a.running.id - b.running.id)
  const others = (host.domains ?? [])
    .filter((domain) => domain.running === null)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return writeTable(
    ['Id', 'Name', 'State'],
    [
      ...running.map((domain) => [String(domain.running.id), domain.name, 'running']),
      ...others.map((domain) => ['-', domain.name, 'shut off']),
    ],
  )
}

/** One block for each running domain, as the collector sets them apart. */
function writeBlocks(host: HostLayout, write: (domain: Running) => string): string {
  return listRunning(host)
    .map((domain) => `# domain ${domain.name}\n${write(domain)}`)
    .join('')
}

const listAllCpus = (host: HostLayout) =>
  formatCpuList(
    listCpus(host)
      .map(({ id }) => id)
      .toSorted((a, b) => a - b),
  )

/** `virsh vcpupin`: a vCPU without pins may run on every CPU. */
export function writeVcpupin(host: HostLayout): string {
  return writeBlocks(host, ({ vcpus, vcpuPins }) =>
    writeTable(
      ['VCPU', 'CPU Affinity'],
      Array.from({ length: vcpus }, (_, vcpu) => {
        const cpus = vcpuPins[vcpu]
        return [String(vcpu), cpus ? formatCpuList(cpus) : listAllCpus(host)]
      }),
    ),
  )
}

/** `virsh emulatorpin`. */
export function writeEmulatorpin(host: HostLayout): string {
  return writeBlocks(host, ({ emulatorPin }) => {
    const cpus = emulatorPin ? formatCpuList(emulatorPin) : listAllCpus(host)
    return writeTable(['emulator: CPU Affinity'], [[`       *: ${cpus}`]])
  })
}

/** `virsh iothreadinfo`. */
export function writeIothreadinfo(host: HostLayout): string {
  return writeBlocks(host, ({ iothreadPins }) =>
    iothreadPins.length === 0
      ? 'No IOThreads found for the domain\n'
      : writeTable(
          ['IOThread ID', 'CPU Affinity'],
          iothreadPins.map((cpus, index) => [String(index + 1), formatCpuList(cpus)]),
        ),
  )
}

/** `virsh guestinfo`; without an agent virsh's error stands in its place. */
export function writeGuestinfo(host: HostLayout): string {
  return writeBlocks(host, ({ running: { agent } }) => {
    if (agent === null) return 'error: Guest agent is not responding: QEMU guest agent is not connected\n'
    const fields: [string, string][] = [
      ['os.id', agent.osId],
      ['os.name', agent.osName],
      ['os.pretty-name', `${agent.osName} ${agent.osVersion}`],
      ['os.version', agent.osVersion],
      ['os.machine', 'x86_64'],
      ['os.kernel-release', agent.kernelRelease],
      ['hostname', agent.hostname],
    ]
    return `${fields.map(([name, value]) => `${name.padEnd(20)}: ${value}\n`).join('')}\n`
  })
}
