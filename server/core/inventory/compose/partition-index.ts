import type { MdevInstance, MdevParent, MdevType } from '@/server/core/inventory/tools/mdev-facts'
import type { ToolParts } from '@/server/core/inventory/tools/tool-facts'
import type { PciAddress } from '@/server/core/units/pci-address'

/** What the tools say of partitions, by the function that offers or carries them. */
export interface PartitionIndex {
  /** Null where no tool was asked for types. */
  typesOf: Map<PciAddress, MdevType[]> | null
  /** Null where no tool was asked for instances. */
  instances: Map<string, MdevInstance> | null
}

/** Mediated devices and types of all tools once, so that each GPU only looks up its own. */
export function indexPartitions(parts: ToolParts): PartitionIndex {
  const {
    'sysfs-mdev': sysfs,
    'mdevctl-types': types,
    'mdevctl-list': list,
    'virsh-nodedev': nodedev,
  } = parts
  const parents: MdevParent[] = [
    ...(nodedev?.pci ?? []).flatMap(({ address, mdevTypes }) =>
      address && mdevTypes.length > 0 ? [{ address, types: mdevTypes }] : [],
    ),
    ...(types?.parents ?? []),
    ...(sysfs?.parents ?? []),
  ]
  const isAskedForTypes = sysfs || types || parents.length > 0
  const byNodedev = (nodedev?.mdevs ?? []).flatMap(({ uuid, parent, typeId }): MdevInstance[] =>
    uuid === null ? [] : [{ uuid, parent, typeId, isActive: true, isDefined: null, isAutostart: null }],
  )
  const instances = [...(list?.instances ?? []), ...byNodedev, ...(sysfs?.instances ?? [])]
  return {
    // The later tool is the more trusted one.
    typesOf: isAskedForTypes ? new Map(parents.map((parent) => [parent.address, parent.types])) : null,
    instances: sysfs || list || byNodedev.length > 0 ? mergeInstances(instances) : null,
  }
}

function mergeInstances(instances: readonly MdevInstance[]): Map<string, MdevInstance> {
  const merged = new Map<string, MdevInstance>()
  for (const instance of instances) {
    const known = merged.get(instance.uuid)
    merged.set(instance.uuid, {
      uuid: instance.uuid,
      parent: instance.parent ?? known?.parent ?? null,
      typeId: instance.typeId ?? known?.typeId ?? null,
      isActive: known?.isActive || instance.isActive,
      isDefined: instance.isDefined ?? known?.isDefined ?? null,
      isAutostart: instance.isAutostart ?? known?.isAutostart ?? null,
    })
  }
  return merged
}
