import type {
  LibvirtDomain,
  LibvirtNumatune,
  LibvirtScheduler,
} from '@/server/core/inventory/tools/libvirt-facts'
import type { ElementReader } from './element-reader'

type CpuTuningField =
  | 'vcpus'
  | 'vcpusCurrent'
  | 'vcpuPlacement'
  | 'cpuset'
  | 'cpuShares'
  | 'cpuPeriodUs'
  | 'cpuQuotaUs'
  | 'vcpuPins'
  | 'emulatorPin'
  | 'iothreads'
  | 'iothreadPins'
  | 'schedulers'

/** How many vCPUs and I/O threads a domain has, and where and how they may run. */
export function readCpuTuning(domain: ElementReader): Pick<LibvirtDomain, CpuTuningField> {
  return {
    vcpus: domain.count('vcpu'),
    vcpusCurrent: domain.count('vcpu@current'),
    vcpuPlacement: domain.text('vcpu@placement'),
    cpuset: domain.cpus('vcpu@cpuset'),
    cpuShares: domain.count('cputune/shares'),
    cpuPeriodUs: domain.count('cputune/period'),
    cpuQuotaUs: domain.integer('cputune/quota'),
    vcpuPins: domain.enterEach('cputune/vcpupin').flatMap((pin) => {
      const vcpu = pin.count('@vcpu')
      const cpus = pin.cpus('@cpuset')
      return vcpu === null || cpus === null ? [] : [{ vcpu, cpus }]
    }),
    emulatorPin: domain.cpus('cputune/emulatorpin@cpuset'),
    iothreads: domain.count('iothreads'),
    iothreadPins: domain.enterEach('cputune/iothreadpin').flatMap((pin) => {
      const iothread = pin.count('@iothread')
      const cpus = pin.cpus('@cpuset')
      return iothread === null || cpus === null ? [] : [{ iothread, cpus }]
    }),
    schedulers: [
      ...readSchedulers(domain, 'vcpu', 'vcpus'),
      ...readSchedulers(domain, 'iothread', 'iothreads'),
      ...readSchedulers(domain, 'emulator', null),
    ],
  }
}

function readSchedulers(
  domain: ElementReader,
  threads: LibvirtScheduler['threads'],
  idsName: string | null,
): LibvirtScheduler[] {
  return domain.enterEach(`cputune/${threads}sched`).map((scheduler) => ({
    threads,
    ids: idsName === null ? null : scheduler.cpus(`@${idsName}`),
    policy: scheduler.text('@scheduler'),
    priority: scheduler.count('@priority'),
  }))
}

export function readNumatune(domain: ElementReader): LibvirtNumatune | null {
  const numatune = domain.enter('numatune')
  return (
    numatune && {
      mode: numatune.text('memory@mode'),
      nodeset: numatune.cpus('memory@nodeset'),
      placement: numatune.text('memory@placement'),
      memnodes: numatune.enterEach('memnode').map((memnode) => ({
        cell: memnode.count('@cellid'),
        mode: memnode.text('@mode'),
        nodeset: memnode.cpus('@nodeset'),
      })),
    }
  )
}
