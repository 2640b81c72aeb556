import { Cpu, HardDrive, Network } from 'lucide-react'
import { LinkBadge } from '@/components/hardware/link-badge'
import type { PcieBranch, PcieRoot, TopologyDevice } from '@/components/hosts/pcie-tree'

const icons = { gpu: Cpu, nic: Network, nvme: HardDrive } as const

/** The part of the PCIe tree under one NUMA node: root, bridges, devices with their links. */
export function PcieRoots({ roots, label }: { readonly roots: readonly PcieRoot[]; readonly label: string }) {
  return (
    <ul aria-label={label} className="flex flex-col gap-2">
      {roots.map((root) => (
        <li key={root.bus ?? 'unknown'} className="text-sm">
          <span className="text-xs text-ink-muted">
            {root.bus === null ? (
              'what is above was not told'
            ) : (
              <>
                root <span className="font-mono">{root.bus}</span>
              </>
            )}
          </span>
          <Branches branches={root.children} />
        </li>
      ))}
    </ul>
  )
}

function Branches({ branches }: { readonly branches: readonly PcieBranch[] }) {
  return (
    <ul className="ml-1 border-l border-line-strong">
      {branches.map((branch) => (
        <li
          key={branch.kind === 'device' ? branch.device.key : branch.addresses[0]}
          className="relative pl-3 before:absolute before:top-3 before:left-0 before:w-2 before:border-t before:border-line-strong"
        >
          {branch.kind === 'device' ? (
            <Device device={branch.device} />
          ) : (
            <>
              <span className="inline-block py-0.5 font-mono text-xs text-ink-muted">
                <span className="sr-only">bridge </span>
                {branch.addresses.join(' › ')}
              </span>
              <Branches branches={branch.children} />
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

function Device({ device }: { readonly device: TopologyDevice }) {
  const Icon = icons[device.kind]
  const { judged, ...link } = device.link
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-0.5 py-0.5">
      <Icon aria-hidden className="size-4 shrink-0 text-ink-muted" />
      <span className="font-medium">{device.label}</span>
      {device.name !== null && <span className="min-w-0 break-words">{device.name}</span>}
      {device.address !== null && <span className="font-mono text-xs text-ink-muted">{device.address}</span>}
      <LinkBadge {...link} judged={judged} unknownReason="No tool told the link of this device." />
      {device.driver !== null && <span className="text-xs text-ink-muted">{device.driver}</span>}
      {device.virtualFunctionCount > 0 && (
        <span className="text-xs text-ink-muted">{device.virtualFunctionCount} virtual functions</span>
      )}
    </div>
  )
}
