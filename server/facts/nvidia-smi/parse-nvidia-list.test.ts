import { describe, expect, it } from 'vitest'
import { parseCutText, parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const UUID = '2ee7a9bd-1111-2222-3333-444444444444'

function readList(text: string) {
  return takeFacts(parseText(text, 'nvidia-smi-l'), 'nvidia-smi-l')
}

describe('nvidia-smi -L', () => {
  it('reads a name with brackets of its own', () => {
    const { facts } = readList(`GPU 0: Tesla K80 (left) (UUID: GPU-${UUID})\n`)
    expect(facts.gpus).toEqual([
      { index: 0, productName: 'Tesla K80 (left)', uuid: `GPU-${UUID}`, migDevices: [] },
    ])
  })

  it('reads MIG devices as drivers before 470 named them', () => {
    const { facts, issues } = readList(
      `GPU 0: A100-SXM4-40GB (UUID: GPU-${UUID})\n  MIG 3g.20gb Device 0: (UUID: MIG-GPU-${UUID}/1/0)\n`,
    )
    expect(facts.gpus[0]?.migDevices).toEqual([
      { index: 0, profileName: '3g.20gb', uuid: `MIG-GPU-${UUID}/1/0` },
    ])
    expect(issues).toEqual([])
  })

  it('reads the slice of a compute instance in its profile name', () => {
    const { facts } = readList(
      `GPU 0: NVIDIA H200 (UUID: GPU-${UUID})\n  MIG 1c.3g.71gb  Device  0: (UUID: MIG-${UUID})\n`,
    )
    expect(facts.gpus[0]?.migDevices[0]?.profileName).toBe('1c.3g.71gb')
  })

  it('goes on past a GPU that the driver lost, and says so', () => {
    const { facts, issues } = readList(
      `GPU 0: NVIDIA A40 (UUID: GPU-${UUID})\nUnable to determine the device handle for gpu 0000:3B:00.0: Unknown Error\n`,
    )
    expect(facts.gpus).toHaveLength(1)
    expect(issues).toMatchObject([{ code: 'unreadableLine', line: 2 }])
  })

  it('takes a last line that has its bracket but no line end', () => {
    const { facts, issues } = takeFacts(parseCutText(`GPU 0: NVIDIA A40 (UUID: GPU-${UUID})`), 'nvidia-smi-l')
    expect(facts.gpus[0]?.uuid).toBe(`GPU-${UUID}`)
    expect(issues).toEqual([])
  })

  it('says that two GPUs share a UUID', () => {
    const { issues } = readList(
      `GPU 0: NVIDIA A40 (UUID: GPU-${UUID})\nGPU 1: NVIDIA A40 (UUID: GPU-${UUID})\n`,
    )
    expect(issues.map((issue) => issue.code)).toEqual(['duplicate'])
  })

  it('knows a host without usable GPUs from one without an answer', () => {
    expect(readList('No devices were found\n').facts.gpus).toEqual([])
    expect(takeRefusal(parseText('hello\n', 'nvidia-smi-l')).code).toBe('unrecognised')
  })
})
