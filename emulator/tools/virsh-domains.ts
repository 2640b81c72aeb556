import { formatCpuList } from '@/emulator/cpu-layout'
import type { DomainLayout } from '@/emulator/guest-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { node, only, writeAddress } from './libvirt-xml'
import { leaf, renderCompact, type XmlElement } from './xml-text'

/** `virsh dumpxml` of every domain, one document after another. */
export function writeVirshDomains({ domains, cpu }: HostLayout): string {
  return (domains ?? [])
    .map((domain) => `${renderCompact([describeDomain(domain, cpu.architecture)])}\n`)
    .join('')
}

function describeDomain(domain: DomainLayout, architecture: string): XmlElement {
  const memory = String(domain.memoryMib * 1024)
  const runningId: Record<string, string | number> = domain.running ? { id: domain.running.id } : {}
  return node('domain', { type: 'kvm', ...runningId }, [
    leaf('name', domain.name),
    leaf('uuid', domain.uuid),
    ...describeNova(domain),
    node('memory', { unit: 'KiB' }, memory),
    node('currentMemory', { unit: 'KiB' }, memory),
    ...describeBacking(domain),
    node('vcpu', { placement: 'static' }, String(domain.vcpus)),
    ...only(domain.iothreadPins.length > 0, leaf('iothreads', domain.iothreadPins.length)),
    ...describeTuning(domain),
    ...only(
      domain.numaNodes !== null,
      node('numatune', {}, [
        node('memory', { mode: 'strict', nodeset: formatCpuList(domain.numaNodes ?? []) }),
      ]),
    ),
    node('os', {}, [
      node('type', { arch: architecture, machine: domain.machine }, 'hvm'),
      ...only(
        domain.loader !== null,
        node(
          'loader',
          { readonly: 'yes', secure: domain.hasSecureBoot ? 'yes' : 'no', type: 'pflash' },
          domain.loader ?? '',
        ),
      ),
    ]),
    node('cpu', { mode: 'host-passthrough', check: 'none', migratable: 'on' }, [
      node('topology', domain.cpuTopology),
    ]),
    node('devices', {}, [
      leaf('emulator', '/usr/bin/qemu-system-x86_64'),
      ...domain.hostdevs.map(({ source, guest }) =>
        node('hostdev', { mode: 'subsystem', type: 'pci', managed: 'yes' }, [
          node('driver', { name: 'vfio' }),
          node('source', {}, [node('address', writeAddress(source))]),
          node('address', { type: 'pci', ...writeAddress(guest) }),
        ]),
      ),
      ...domain.mdevs.map(({ uuid, guest }) =>
        node(
          'hostdev',
          { mode: 'subsystem', type: 'mdev', managed: 'no', model: 'vfio-pci', display: 'off' },
          [
            node('source', {}, [node('address', { uuid })]),
            node('address', { type: 'pci', ...writeAddress(guest) }),
          ],
        ),
      ),
    ]),
  ])
}

function describeNova({ nova }: DomainLayout): XmlElement[] {
  if (nova === null) return []
  return [
    node('metadata', {}, [
      node('nova:instance', { 'xmlns:nova': 'http://openstack.org/xmlns/libvirt/nova/1.1' }, [
        leaf('nova:name', nova.name),
        node('nova:flavor', { name: nova.flavor }),
        node('nova:owner', {}, [node('nova:project', { uuid: nova.projectId }, nova.projectName)]),
      ]),
    ]),
  ]
}

function describeBacking({ hugepages, isMemoryLocked }: DomainLayout): XmlElement[] {
  if (hugepages === null && !isMemoryLocked) return []
  return [
    node('memoryBacking', {}, [
      ...only(
        hugepages !== null,
        node('hugepages', {}, [
          node('page', {
            size: hugepages?.sizeKib ?? 0,
            unit: 'KiB',
            nodeset: formatCpuList(hugepages?.nodes ?? []),
          }),
        ]),
      ),
      ...only(isMemoryLocked, node('locked', {})),
    ]),
  ]
}

function describeTuning({ vcpuPins, emulatorPin, iothreadPins }: DomainLayout): XmlElement[] {
  if (vcpuPins.length === 0 && emulatorPin === null && iothreadPins.length === 0) return []
  return [
    node('cputune', {}, [
      ...vcpuPins.map((cpus, vcpu) => node('vcpupin', { vcpu, cpuset: formatCpuList(cpus) })),
      ...only(emulatorPin !== null, node('emulatorpin', { cpuset: formatCpuList(emulatorPin ?? []) })),
      ...iothreadPins.map((cpus, index) =>
        node('iothreadpin', { iothread: index + 1, cpuset: formatCpuList(cpus) }),
      ),
    ]),
  ]
}
