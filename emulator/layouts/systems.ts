import type { CpuLayout, HostLayout, KernelLayout, NodeLayout } from '@/emulator/host-layout'

const MIB_PER_GIB = 1024
const KIB_PER_MIB = 1024

export const XEON_8480: CpuLayout = {
  architecture: 'x86_64',
  libvirtModel: 'SapphireRapids',
  numbering: 'blocks',
  vendorId: 'GenuineIntel',
  model: 'Intel(R) Xeon(R) Platinum 8480+',
  family: 6,
  modelNumber: 143,
  stepping: 8,
  sockets: 2,
  coresPerSocket: 56,
  threadsPerCore: 2,
  minMhz: 800,
  maxMhz: 3800,
}

export const XEON_4410: CpuLayout = {
  ...XEON_8480,
  model: 'Intel(R) Xeon(R) Silver 4410Y',
  coresPerSocket: 12,
  maxMhz: 3900,
}

export const EPYC_9354: CpuLayout = {
  architecture: 'x86_64',
  libvirtModel: 'EPYC-Genoa',
  numbering: 'blocks',
  vendorId: 'AuthenticAMD',
  model: 'AMD EPYC 9354 32-Core Processor',
  family: 25,
  modelNumber: 17,
  stepping: 1,
  sockets: 2,
  coresPerSocket: 32,
  threadsPerCore: 2,
  minMhz: 1500,
  maxMhz: 3799,
}

export const EPYC_7543: CpuLayout = {
  ...EPYC_9354,
  model: 'AMD EPYC 7543 32-Core Processor',
  libvirtModel: 'EPYC-Milan',
  modelNumber: 1,
  sockets: 1,
  maxMhz: 3737,
}

/** A node whose memory is partly set aside as huge pages for guests. */
export function describeNode(id: number, gib: number, hugepagesGib = 0): NodeLayout {
  const totalKib = gib * MIB_PER_GIB * KIB_PER_MIB - 612_344
  return {
    id,
    kind: 'cpu',
    totalKib,
    freeKib: totalKib - hugepagesGib * MIB_PER_GIB * KIB_PER_MIB - 9_437_184,
    hugepages: [
      { sizeKib: 1_048_576, total: hugepagesGib, free: Math.floor(hugepagesGib / 2) },
      { sizeKib: 2048, total: 0, free: 0 },
    ],
  }
}

/** Every node 10 from itself, `near` from nodes of its socket, `far` from the others. */
export function listDistances(count: number, nodesPerSocket: number, near: number, far: number): number[][] {
  return Array.from({ length: count }, (_, from) =>
    Array.from({ length: count }, (_unused, to) => {
      if (from === to) return 10
      return Math.floor(from / nodesPerSocket) === Math.floor(to / nodesPerSocket) ? near : far
    }),
  )
}

export const UBUNTU_2404: HostLayout['os'] = {
  prettyName: 'Ubuntu 24.04.3 LTS',
  name: 'Ubuntu',
  id: 'ubuntu',
  versionId: '24.04',
  codename: 'noble',
}

export const UBUNTU_2204: HostLayout['os'] = {
  prettyName: 'Ubuntu 22.04.5 LTS',
  name: 'Ubuntu',
  id: 'ubuntu',
  versionId: '22.04',
  codename: 'jammy',
}

export const DEBIAN_13: HostLayout['os'] = {
  prettyName: 'Debian GNU/Linux 13 (trixie)',
  name: 'Debian GNU/Linux',
  id: 'debian',
  versionId: '13',
  codename: 'trixie',
}

export const UBUNTU_KERNEL_OLD = {
  release: '6.8.0-79-generic',
  version: '#79-Ubuntu SMP PREEMPT_DYNAMIC Tue Aug 12 14:42:46 UTC 2025',
}
export const UBUNTU_KERNEL = {
  release: '6.8.0-85-generic',
  version: '#85-Ubuntu SMP PREEMPT_DYNAMIC Thu Sep 18 15:26:59 UTC 2025',
}
export const UBUNTU_KERNEL_2204 = {
  release: '5.15.0-157-generic',
  version: '#167-Ubuntu SMP Wed Sep 17 21:35:53 UTC 2025',
}
const DEBIAN_KERNEL_OLD = { release: '6.12.43+deb13-amd64' }
export const DEBIAN_KERNEL = {
  release: '6.12.48+deb13-amd64',
  version: '#1 SMP PREEMPT_DYNAMIC Debian 6.12.48-1 (2025-09-20)',
}

/** Both kernels of the distribution are installed; the newest boots next. */
export function describeKernel(
  running: { release: string; version: string },
  options: { iommu?: 'intel_iommu' | 'amd_iommu'; log?: KernelLayout['log'] } = {},
): KernelLayout {
  const isDebian = running.release === DEBIAN_KERNEL.release
  const [older, newest] = isDebian
    ? [DEBIAN_KERNEL_OLD.release, DEBIAN_KERNEL.release]
    : [UBUNTU_KERNEL_OLD.release, UBUNTU_KERNEL.release]
  return {
    ...running,
    installed: [older, newest],
    next: newest,
    isRebootRequired: running.release !== newest,
    parameters: [
      { name: 'BOOT_IMAGE', value: `/boot/vmlinuz-${running.release}` },
      { name: 'root', value: '/dev/mapper/system-root' },
      { name: 'ro', value: null },
      ...(options.iommu
        ? [
            { name: options.iommu, value: 'on' },
            { name: 'iommu', value: 'pt' },
          ]
        : []),
      { name: 'quiet', value: null },
    ],
    log: options.log ?? [],
  }
}
