import type { HostLayout } from '@/emulator/host-layout'

/** Mediated device types and devices, and the vGPU types of virtual functions, attribute by attribute. */
export function writeSysfsMdev({ mdev }: HostLayout): string {
  if (!mdev) throw new Error('no driver offers mediated devices here')
  const types = mdev.parents.flatMap(({ address, types: offered }) =>
    offered.flatMap((type) => {
      const path = `/sys/class/mdev_bus/${address}/mdev_supported_types/${type.typeId}`
      const description = [
        'num_heads=4',
        'frl_config=60',
        `framebuffer=${type.framebufferMib}M`,
        'max_resolution=7680x4320',
        `max_instance=${type.maxInstances}`,
      ]
      return [
        `${path}/name:${type.name}`,
        `${path}/available_instances:${type.availableInstances}`,
        `${path}/device_api:vfio-pci`,
        `${path}/description:${description.join(', ')}`,
      ]
    }),
  )
  const instances = mdev.instances.flatMap(({ uuid, parent, typeId }) => [
    `/sys/bus/mdev/devices/${uuid}/mdev_type:${typeId}`,
    `/sys/bus/mdev/devices/${uuid}/parent:${parent}`,
  ])
  const functions = mdev.virtualFunctions.flatMap(({ address, currentTypeId, creatable }) => {
    const path = `/sys/bus/pci/devices/${address}/nvidia`
    return [
      ...(creatable.length > 0 ? [`${path}/creatable_vgpu_types:ID    : vGPU Name`] : []),
      ...creatable.map(
        ({ typeId, name }) => `${path}/creatable_vgpu_types:${String(typeId).padEnd(6)}: ${name}`,
      ),
      `${path}/current_vgpu_type:${currentTypeId}`,
    ]
  })
  return [...types, ...instances, ...functions].map((line) => `${line}\n`).join('')
}
