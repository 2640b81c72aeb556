import { describe, expect, it } from 'vitest'
import { listLengths, spreadLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, parseSample, readSampleText } from '@/server/facts/testing/shared-samples'

describe.skipIf(!hasSamples('mig-vgpu'))('real mdevctl types', () => {
  it('reads all 29 types, of which only those of the running size are open', () => {
    const sample = parseSample('mig-vgpu', 'akb486_mdevctl-types_rtxa6000-profiles.txt')
    const { facts, issues } = takeFacts(sample, 'mdevctl-types')
    expect(facts.parents.map(({ address }) => address)).toEqual(['0000:01:00.0'])
    const types = facts.parents[0]?.types ?? []
    expect(types).toHaveLength(29)
    expect(types.every(({ deviceApi }) => deviceApi === 'vfio-pci')).toBe(true)
    expect(types.filter(({ availableInstances }) => availableInstances === 0)).toHaveLength(26)
    const open = types.filter(({ availableInstances }) => availableInstances === 23)
    expect(open.map(({ name }) => name)).toEqual([
      'NVIDIA RTXA6000-2B',
      'NVIDIA RTXA6000-2Q',
      'NVIDIA RTXA6000-2A',
    ])
    expect(types.at(-1)).toMatchObject({ typeId: 'nvidia-554', framebufferMib: 49_152, maxInstances: 1 })
    expect(open.map(({ framebufferMib }) => framebufferMib)).toEqual([2048, 2048, 2048])
    expect(issues).toEqual([])
  })

  it('reads what a description says of one instance', () => {
    const sample = parseSample('mig-vgpu', 'akb486_mdevctl-types_rtxa6000-profiles.txt')
    const { facts } = takeFacts(sample, 'mdevctl-types')
    expect(facts.parents[0]?.types[0]).toEqual({
      typeId: 'nvidia-522',
      name: 'NVIDIA RTXA6000-1B',
      deviceApi: 'vfio-pci',
      availableInstances: 0,
      framebufferMib: 1024,
      maxInstances: 32,
      maxHeads: 4,
      frameRateLimitFps: 45,
      maxResolution: '5120x2880',
      descriptionLines: [
        'num_heads=4, frl_config=45, framebuffer=1024M, max_resolution=5120x2880, max_instance=32',
      ],
    })
  })
})

describe.skipIf(!hasSamples('libvirt'))('real mdevctl list', () => {
  it('does not call active what is marked as defined', () => {
    const { facts, issues } = takeFacts(parseSample('libvirt', 'p100_mdevctl_list.txt'), 'mdevctl-list')
    expect(facts.instances).toEqual(
      ['e55bf865-6983-4d53-967f-51e8a3bb0f57', '3131f5fd-7c04-4a61-92c1-0c37f9547b6b'].map((uuid) => ({
        uuid,
        parent: '0000:3b:00.0',
        typeId: 'nvidia-294',
        isActive: null,
        isDefined: true,
        isAutostart: null,
      })),
    )
    expect(issues).toEqual([])
  })
})

describe.skipIf(!hasSamples('mig-vgpu') || !hasSamples('libvirt'))('a real listing that was cut off', () => {
  it('of types tells nothing that the whole one does not', () => {
    const text = readSampleText('mig-vgpu', 'akb486_mdevctl-types_rtxa6000-profiles.txt')
    const report = tryCuts(text, 'mdevctl-types', spreadLengths(text, 800))
    expect(report.read).toBeGreaterThan(700)
    expect(report.inventions).toEqual([])
  })

  it('of devices tells nothing that the whole one does not', () => {
    const text = readSampleText('libvirt', 'p100_mdevctl_list.txt')
    const report = tryCuts(text, 'mdevctl-list', listLengths(text))
    expect(report.tried).toBe(text.length)
    expect(report.inventions).toEqual([])
  })
})
