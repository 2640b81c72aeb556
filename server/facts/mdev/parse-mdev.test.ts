import { describe, expect, it } from 'vitest'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const FIRST = '0b6c1c5e-7f0e-4a4c-9a53-0d6a3d0f3f01'
const SECOND = '0b6c1c5e-7f0e-4a4c-9a53-0d6a3d0f3f02'

const TYPES = `0000:00:02.0
  i915-GVTg_V5_4
    Available instances: 1
    Device API: vfio-pci
    Name: GVTg_V5_4
    Description: low_gm_size: 128MB, high_gm_size: 512MB, fence: 4, resolution: 1920x1200, weight: 4
0001:3b:00.4
  nvidia-558
    Available instances: 0
    Device API: vfio-pci
    Name: NVIDIA A40-12Q
    Description: num_heads=4, frl_config=60, framebuffer=12288M, max_resolution=7680x4320, max_instance=4
  nvidia-559
    Available instances: ?
    Device API: vfio-pci
`

const TYPES_JSON = JSON.stringify(
  [
    {
      '0001:3b:00.4': [
        {
          'nvidia-558': {
            available_instances: 0,
            device_api: 'vfio-pci',
            name: 'NVIDIA A40-12Q',
            description: 'num_heads=4, framebuffer=12288M, max_instance=4',
          },
        },
      ],
      matrix: [{ 'vfio_ap-passthrough': { available_instances: 3, device_api: 'vfio-ap' } }],
    },
  ],
  null,
  2,
)

const SYSFS = `/sys/class/mdev_bus/0000:3b:00.0/mdev_supported_types/nvidia-292/name:GRID P40-6Q
/sys/class/mdev_bus/0000:3b:00.0/mdev_supported_types/nvidia-292/available_instances:0
/sys/class/mdev_bus/0000:3b:00.0/mdev_supported_types/nvidia-292/device_api:vfio-pci
/sys/class/mdev_bus/0000:3b:00.0/mdev_supported_types/nvidia-292/description:num_heads=4, framebuffer=6144M, max_instance=4
/sys/class/mdev_bus/0000:00:02.0/mdev_supported_types/i915-GVTg_V5_4/description:low_gm_size: 128MB
/sys/class/mdev_bus/0000:00:02.0/mdev_supported_types/i915-GVTg_V5_4/description:high_gm_size: 512MB
/sys/bus/mdev/devices/${FIRST}/mdev_type:nvidia-292
/sys/bus/mdev/devices/${FIRST}/parent:0000:3b:00.0
/sys/bus/pci/devices/0000:41:00.4/nvidia/creatable_vgpu_types:ID    : vGPU Name
/sys/bus/pci/devices/0000:41:00.4/nvidia/creatable_vgpu_types:557   : NVIDIA A40-8Q
/sys/bus/pci/devices/0000:41:00.4/nvidia/creatable_vgpu_types:558   : NVIDIA A40-12Q
/sys/bus/pci/devices/0000:41:00.4/nvidia/current_vgpu_type:0
/sys/bus/pci/devices/0000:41:00.5/nvidia/creatable_vgpu_types:ID    : vGPU Name
/sys/bus/pci/devices/0000:41:00.5/nvidia/current_vgpu_type:558
/sys/bus/pci/devices/0000:41:00.6/nvidia/current_vgpu_type:0
`

describe('mdevctl types', () => {
  it('reads each parent with its types, and takes 0 instances as told', () => {
    const { facts, issues } = takeFacts(parseText(TYPES), 'mdevctl-types')
    expect(facts.parents.map(({ address, types }) => [address, types.map(({ typeId }) => typeId)])).toEqual([
      ['0000:00:02.0', ['i915-GVTg_V5_4']],
      ['0001:3b:00.4', ['nvidia-558', 'nvidia-559']],
    ])
    expect(facts.parents[1]?.types[0]).toMatchObject({
      availableInstances: 0,
      name: 'NVIDIA A40-12Q',
      framebufferMib: 12_288,
      maxInstances: 4,
    })
    expect(facts.parents[1]?.types[1]).toMatchObject({
      availableInstances: null,
      name: null,
      framebufferMib: null,
    })
    expect(issues).toEqual([{ code: 'unreadableValue', line: 14, detail: 'available_instances: ?' }])
  })

  it('does not take the graphics memory of an Intel type for a framebuffer', () => {
    const { facts } = takeFacts(parseText(TYPES), 'mdevctl-types')
    expect(facts.parents[0]?.types[0]).toMatchObject({
      availableInstances: 1,
      framebufferMib: null,
      maxInstances: null,
    })
  })

  it('reads JSON, without parents that are no PCI functions', () => {
    const { facts, issues } = takeFacts(parseText(TYPES_JSON), 'mdevctl-types')
    expect(facts.parents).toHaveLength(1)
    expect(facts.parents[0]?.types[0]).toMatchObject({
      typeId: 'nvidia-558',
      availableInstances: 0,
      framebufferMib: 12_288,
    })
    expect(issues.map(({ detail }) => detail)).toEqual(['parent matrix'])
  })

  it('reads an empty JSON list as none', () => {
    const { facts, issues } = takeFacts(parseText('[]\n', 'mdevctl-types'), 'mdevctl-types')
    expect(facts.parents).toEqual([])
    expect(issues.map(({ code }) => code)).toEqual(['noDevices'])
  })

  it('refuses a type above any parent, and JSON of another shape', () => {
    expect(takeRefusal(parseText('  nvidia-1\n    Available instances: 1\n')).code).toBe('malformed')
    expect(takeRefusal(parseText('a:b\nnothing\n', 'mdevctl-types')).code).toBe('unrecognised')
    expect(takeRefusal(parseText('[{"0000:3b:00.0": {"available_instances": 1}}]')).code).toBe('malformed')
  })
})

describe('mdevctl list', () => {
  const list = (text: string) =>
    takeFacts(parseText(text, 'mdevctl-list'), 'mdevctl-list').facts.instances.map(
      ({ isActive, isDefined, isAutostart }) => [isActive, isDefined, isAutostart],
    )

  it('knows a listing of definitions, where what runs is marked', () => {
    const text = `${FIRST} 0000:3b:00.0 nvidia-292 manual (active)\n${SECOND} 0000:3b:00.0 nvidia-292 manual\n`
    expect(list(text)).toEqual([
      [true, true, false],
      [false, true, false],
    ])
    expect(list(`${FIRST} 0000:3b:00.0 nvidia-292 auto\n`)).toEqual([[false, true, true]])
  })

  it('knows a listing of what runs, where definitions are marked', () => {
    const text = `${FIRST} 0000:3b:00.0 nvidia-292\n${SECOND} 0000:3b:00.0 nvidia-292 (defined)\n`
    expect(list(text)).toEqual([
      [true, false, null],
      [null, true, null],
    ])
  })

  it('leaves the state unknown where nothing tells which listing it is', () => {
    expect(list(`${FIRST} 0000:3b:00.0 nvidia-292 manual\n`)).toEqual([[null, null, false]])
  })

  it('passes over attributes, and keeps a device whose parent is no PCI function', () => {
    const text = `${FIRST.toUpperCase()} matrix vfio_ap-passthrough manual
  Attrs:
    @{0}: {"assign_adapter":"5"}
${SECOND} 0000:00:02.0 i915-GVTg_V5_8 auto (active)
`
    const { facts, issues } = takeFacts(parseText(text), 'mdevctl-list')
    expect(facts.instances.map(({ uuid, parent, typeId }) => [uuid, parent, typeId])).toEqual([
      [FIRST, null, 'vfio_ap-passthrough'],
      [SECOND, '0000:00:02.0', 'i915-GVTg_V5_8'],
    ])
    expect(issues.map(({ detail }) => detail)).toEqual(['parent matrix'])
  })

  it('reads JSON, which tells no state', () => {
    const text = JSON.stringify([
      { '0000:3b:00.0': [{ [FIRST]: { mdev_type: 'nvidia-292', start: 'auto', attrs: [] } }] },
    ])
    expect(takeFacts(parseText(text), 'mdevctl-list').facts.instances).toEqual([
      {
        uuid: FIRST,
        parent: '0000:3b:00.0',
        typeId: 'nvidia-292',
        isActive: null,
        isDefined: null,
        isAutostart: true,
      },
    ])
  })
})

describe('mediated devices and vGPU types in sysfs', () => {
  it('reads types, devices, and what each virtual function could become', () => {
    const { facts, issues } = takeFacts(parseText(SYSFS), 'sysfs-mdev')
    expect(facts.parents[0]?.types[0]).toMatchObject({
      typeId: 'nvidia-292',
      name: 'GRID P40-6Q',
      availableInstances: 0,
      framebufferMib: 6144,
      maxInstances: 4,
    })
    expect(facts.parents[1]?.types[0]?.descriptionLines).toEqual([
      'low_gm_size: 128MB',
      'high_gm_size: 512MB',
    ])
    expect(facts.instances).toEqual([
      {
        uuid: FIRST,
        parent: '0000:3b:00.0',
        typeId: 'nvidia-292',
        isActive: true,
        isDefined: null,
        isAutostart: null,
      },
    ])
    expect(facts.virtualFunctions).toEqual([
      {
        address: '0000:41:00.4',
        currentTypeId: '0',
        creatable: [
          { typeId: '557', name: 'NVIDIA A40-8Q' },
          { typeId: '558', name: 'NVIDIA A40-12Q' },
        ],
      },
      { address: '0000:41:00.5', currentTypeId: '558', creatable: [] },
      { address: '0000:41:00.6', currentTypeId: '0', creatable: null },
    ])
    expect(issues).toEqual([])
  })

  it('takes the first of two answers of one file, and says so', () => {
    const twice = `${SYSFS}/sys/bus/pci/devices/0000:41:00.6/nvidia/current_vgpu_type:9\n`
    const { facts, issues } = takeFacts(parseText(twice), 'sysfs-mdev')
    expect(facts.virtualFunctions[2]?.currentTypeId).toBe('0')
    expect(issues.map(({ code, line }) => [code, line])).toEqual([['duplicate', 16]])
  })
})

describe('a cut listing', () => {
  it.each<[ToolId, string]>([
    ['mdevctl-types', TYPES],
    ['mdevctl-types', TYPES_JSON],
    ['mdevctl-list', `${FIRST} 0000:3b:00.0 nvidia-292\n${SECOND} 0000:3b:00.0 nvidia-292 (defined)\n`],
    [
      'mdevctl-list',
      `${FIRST} 0000:3b:00.0 nvidia-292 manual (active)\n${SECOND} 0000:3b:00.0 nvidia-292 manual\n`,
    ],
    ['sysfs-mdev', SYSFS],
  ])('of %s tells nothing that the whole one does not', (tool, text) => {
    const report = tryCuts(text, tool, listLengths(text))
    expect(report.tried).toBe(text.length)
    expect(report.inventions).toEqual([])
  })
})
