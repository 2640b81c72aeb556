import { formatCpuList, listCpus } from '@/emulator/cpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { listRunning } from './virsh-tables'

/** /proc/<pid>/status of every QEMU, and what the collector takes from its command line. */
export function writeQemuProcesses(host: HostLayout): string {
  const allCpus = listCpus(host)
    .map(({ id }) => id)
    .toSorted((a, b) => a - b)
  return listRunning(host)
    .flatMap(({ name, uuid, vcpuPins, emulatorPin, numaNodes, running }) => {
      const pinned = [...new Set([...vcpuPins.flat(), ...(emulatorPin ?? [])])].toSorted((a, b) => a - b)
      const cpus = formatCpuList(pinned.length > 0 ? pinned : allCpus)
      const nodes = formatCpuList(numaNodes ?? host.nodes.map(({ id }) => id))
      const status = [
        `Name:\tqemu-system-x86`,
        `Pid:\t${running.pid}`,
        `VmLck:\t${String(running.lockedKib).padStart(8)} kB`,
        `VmPin:\t       0 kB`,
        `VmRSS:\t${String(running.residentKib).padStart(8)} kB`,
        `VmSwap:\t       0 kB`,
        `Threads:\t${running.threads}`,
        `Cpus_allowed_list:\t${cpus}`,
        `Mems_allowed_list:\t${nodes}`,
      ]
      return [
        `/proc/${running.pid}/guest:${name}`,
        `/proc/${running.pid}/uuid:${uuid}`,
        ...status.map((line) => `/proc/${running.pid}/status:${line}`),
      ]
    })
    .map((line) => `${line}\n`)
    .join('')
}
