import { formatCpuList, listCpus, listNodeCpus } from '@/emulator/cpu-layout'
import type { HostLayout } from '@/emulator/host-layout'

/** `lscpu -J`, the flat form. */
export function writeLscpu(host: HostLayout): string {
  const { cpu, nodes } = host
  const count = listCpus(host).length
  const nodeCpus = listNodeCpus(host)
  const fields: [string, string | number][] = [
    ['Architecture', cpu.architecture],
    ['CPU op-mode(s)', '32-bit, 64-bit'],
    ['Address sizes', '52 bits physical, 57 bits virtual'],
    ['Byte Order', 'Little Endian'],
    ['CPU(s)', count],
    ['On-line CPU(s) list', `0-${count - 1}`],
    ['Vendor ID', cpu.vendorId],
    ['Model name', cpu.model],
    ['CPU family', cpu.family],
    ['Model', cpu.modelNumber],
    ['Thread(s) per core', cpu.threadsPerCore],
    ['Core(s) per socket', cpu.coresPerSocket],
    ['Socket(s)', cpu.sockets],
    ['Stepping', cpu.stepping],
    ['CPU max MHz', cpu.maxMhz.toFixed(4)],
    ['CPU min MHz', cpu.minMhz.toFixed(4)],
    ['Virtualization', cpu.vendorId === 'AuthenticAMD' ? 'AMD-V' : 'VT-x'],
    ['NUMA node(s)', nodes.length],
    ...nodes.map(({ id }, place): [string, string] => [
      `NUMA node${id} CPU(s)`,
      formatCpuList(nodeCpus[place] ?? []),
    ]),
  ]
  const entries = fields.map(
    ([field, data]) => `{\n         "field": "${field}:",\n         "data": "${data}"\n      }`,
  )
  return `{\n   "lscpu": [\n      ${entries.join(',')}\n   ]\n}\n`
}

/** `numactl -H`. */
export function writeNumactl(host: HostLayout): string {
  const { nodes, distances } = host
  const cpus = listNodeCpus(host)
  const ids = nodes.map(({ id }) => id)
  const lines = [
    `available: ${nodes.length} nodes (${formatCpuList(ids)})`,
    ...nodes.flatMap(({ id, totalKib, freeKib }, place) => [
      `node ${id} cpus: ${(cpus[place] ?? []).join(' ')}`,
      `node ${id} size: ${Math.floor(totalKib / 1024)} MB`,
      `node ${id} free: ${Math.floor(freeKib / 1024)} MB`,
    ]),
    'node distances:',
    `node ${ids.map((id) => String(id).padStart(3)).join(' ')} `,
    ...distances.map(
      (row, place) =>
        `${String(ids[place]).padStart(3)}: ${row.map((value) => String(value).padStart(3)).join(' ')} `,
    ),
  ]
  return `${lines.join('\n')}\n`
}

export function writeUname({ hostname, kernel, cpu }: HostLayout): string {
  const machine = `${cpu.architecture} ${cpu.architecture} ${cpu.architecture}`
  return `Linux ${hostname} ${kernel.release} ${kernel.version} ${machine} GNU/Linux\n`
}

export function writeOsRelease({ os }: HostLayout): string {
  return [
    `PRETTY_NAME="${os.prettyName}"`,
    `NAME="${os.name}"`,
    `VERSION_ID="${os.versionId}"`,
    `VERSION_CODENAME=${os.codename}`,
    `ID=${os.id}`,
    '',
  ].join('\n')
}
