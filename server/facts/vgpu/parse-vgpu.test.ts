import { describe, expect, it } from 'vitest'
import type { ToolId } from '@/server/core/inventory/tools/tool-facts'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseCutText, parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const QUERY = `GPU 00000001:3B:00.0
    Active vGPUs                          : 2
    vGPU ID                               : 3251637001
        VM UUID                           : 1B4E28BA-2FA1-11D2-883F-0016D3CCA427
        VM Name                           : guest: one
        vGPU Name                         : NVIDIA A40-12Q
        vGPU Type                         : 562
        vGPU UUID                         : 6ba7b810-9dad-11d1-80b4-00c04fd430c8
        MDEV UUID                         : 00000000-0000-0000-0000-000000000101
        Guest Driver Version              : 580.105.08
        License Status                    : Licensed (Expiry: 2026-12-31 0:0:0 GMT)
        GPU Instance ID                   : N/A
        Placement ID                      : 0
        Accounting Mode                   : Disabled
        ECC Mode                          : Enabled
        Accounting Buffer Size            : 4000
        Frame Rate Limit                  : 60 FPS
        PCI
            Bus Id                        : 00000000:00:05.0
        FB Memory Usage
            Total                         : 12288 MiB
            Used                          : 784 MiB
            Free                          : 11504 MiB
        Utilization
            Gpu                           : 12 %
            Memory                        : 7 %
            Encoder                       : 0 %
            Decoder                       : 0 %
        Encoder Stats
            Active Sessions               : 0
    vGPU ID                               : 3251637002
        VM UUID                           :
        VM Name                           : N/A
        vGPU Name                         : NVIDIA A40-1-6C
        vGPU Type                         : 563
        vGPU UUID                         : 00000000-0000-0000-0000-000000000000
        Guest Driver Version              : Not Available
        License Status                    : N/A (Expiry: N/A)
        GPU Instance ID                   : 3
        PCI
            Bus Id                        : 00000000:00:00.0
        FB Memory Usage
            Total                         : 6144 MB
        Utilization
            GPU                           : N/A
GPU 00000002:3B:00.0
    Active vGPUs                          : 0
`

const TABLE = `Tue Jan  6 20:21:43 2026
+-----------------------------------------------------------------------------+
| NVIDIA-SMI 550.54.14              Driver Version: 550.54.14                 |
|---------------------------------+------------------------------+------------+
| GPU  Name                       | Bus-Id                       | GPU-Util   |
|      vGPU ID     Name           | VM ID     VM Name            | vGPU-Util  |
|=================================+==============================+============|
|   0  NVIDIA A40                 | 00000000:3B:00.0             |  N/A       |
|      3251637001  NVIDIA A40-1Q  | 5         web|one            |      3%    |
+---------------------------------+------------------------------+------------+
|   1  NVIDIA A40                 | 00000000:AF:00.0             |   0%       |
+---------------------------------+------------------------------+------------+
`

describe('nvidia-smi vgpu -q', () => {
  it('reads each vGPU with its VM, type, framebuffer, licence and load', () => {
    const { facts } = takeFacts(parseText(QUERY), 'nvidia-smi-vgpu-q')
    expect(facts.driverVersion).toBeNull()
    expect(
      facts.gpus.map(({ busId, activeVgpuCount, vgpus }) => [busId, activeVgpuCount, vgpus.length]),
    ).toEqual([
      ['0001:3b:00.0', 2, 2],
      ['0002:3b:00.0', 0, 0],
    ])
    expect(facts.gpus[0]?.vgpus[0]).toEqual({
      vgpuId: '3251637001',
      vmUuid: '1b4e28ba-2fa1-11d2-883f-0016d3cca427',
      vmId: null,
      vmName: 'guest: one',
      typeName: 'NVIDIA A40-12Q',
      typeId: '562',
      vgpuUuid: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
      mdevUuid: '00000000-0000-0000-0000-000000000101',
      guestAddress: '0000:00:05.0',
      guestDriverVersion: '580.105.08',
      licenseStatus: 'Licensed (Expiry: 2026-12-31 0:0:0 GMT)',
      gpuInstanceId: null,
      placementId: 0,
      framebufferTotalMib: 12_288,
      framebufferUsedMib: 784,
      gpuUtilisationPercent: 12,
      memoryUtilisationPercent: 7,
      encoderUtilisationPercent: 0,
      decoderUtilisationPercent: 0,
      isEccEnabled: true,
      accountingMode: 'Disabled',
      frameRateLimitFps: 60,
    })
  })

  it('takes nothing from blanks, N/A, zeros in place of ids, and units it does not expect', () => {
    const { facts, issues } = takeFacts(parseText(QUERY), 'nvidia-smi-vgpu-q')
    expect(facts.gpus[0]?.vgpus[1]).toMatchObject({
      vgpuId: '3251637002',
      vmUuid: null,
      vmName: null,
      vgpuUuid: null,
      mdevUuid: null,
      guestAddress: null,
      guestDriverVersion: null,
      licenseStatus: null,
      gpuInstanceId: 3,
      framebufferTotalMib: null,
      framebufferUsedMib: null,
      gpuUtilisationPercent: null,
    })
    expect(issues).toEqual([{ code: 'unreadableValue', line: 43, detail: 'fb memory usage/total: 6144 MB' }])
  })

  it('takes neither of two answers to one question', () => {
    const twice = QUERY.replace(/( +VM Name +: )guest: one\n/, '$1one\n$1two\n')
    const { facts, issues } = takeFacts(parseText(twice), 'nvidia-smi-vgpu-q')
    expect(facts.gpus[0]?.vgpus[0]?.vmName).toBeNull()
    expect(issues.filter(({ code }) => code === 'duplicate')).toHaveLength(1)
  })

  it('refuses more GPUs and more fields than there can be', () => {
    const gpus = 'GPU 00000000:3B:00.0\n    Active vGPUs : 0\n'.repeat(2_000)
    expect(takeRefusal(parseText(gpus)).code).toBe('tooLarge')
    const fields = Array.from({ length: 600 }, (_, index) => `        Field ${index} : 1\n`).join('')
    const crowded = `GPU 00000000:3B:00.0\n    Active vGPUs : 1\n    vGPU ID : 1\n${fields}`
    expect(takeRefusal(parseText(crowded)).code).toBe('tooLarge')
  })

  it('refuses a text that ends before the vGPUs it announces', () => {
    const [first = ''] = QUERY.split('    vGPU ID                               : 3251637002')
    expect(takeRefusal(parseText(first))).toMatchObject({ code: 'truncated', detail: '1 of 2 vGPUs' })
  })

  it('says so where a GPU in the middle announces other than it lists', () => {
    const { facts, issues } = takeFacts(parseText(QUERY.replace(': 2\n', ': 5\n')), 'nvidia-smi-vgpu-q')
    expect(facts.gpus[0]).toMatchObject({ activeVgpuCount: 5 })
    expect(facts.gpus[0]?.vgpus).toHaveLength(2)
    expect(issues[0]).toEqual({ code: 'countMismatch', line: 1, detail: '2 of 5 vGPUs' })
  })
})

describe('the table of nvidia-smi vgpu', () => {
  it('reads whole names, a VM by number, and a name with a bar in it', () => {
    const { facts, issues } = takeFacts(parseText(TABLE), 'nvidia-smi-vgpu')
    expect(facts.driverVersion).toBe('550.54.14')
    expect(
      facts.gpus.map(({ index, busId, productName, gpuUtilisationPercent }) => [
        index,
        busId,
        productName,
        gpuUtilisationPercent,
      ]),
    ).toEqual([
      [0, '0000:3b:00.0', 'NVIDIA A40', null],
      [1, '0000:af:00.0', 'NVIDIA A40', 0],
    ])
    expect(facts.gpus[0]?.vgpus).toHaveLength(1)
    expect(facts.gpus[0]?.vgpus[0]).toMatchObject({
      vgpuId: '3251637001',
      typeName: 'NVIDIA A40-1Q',
      vmUuid: null,
      vmId: '5',
      vmName: 'web|one',
      gpuUtilisationPercent: 3,
    })
    expect(facts.gpus[1]?.vgpus).toEqual([])
    expect(issues).toEqual([])
  })

  it('refuses a table cut below a GPU, which would look free', () => {
    const cut = TABLE.split('\n').slice(0, 8).join('\n')
    expect(takeRefusal(parseText(cut)).code).toBe('truncated')
  })
})

describe('a host without GPUs in vGPU mode', () => {
  it.each<ToolId>(['nvidia-smi-vgpu', 'nvidia-smi-vgpu-q'])('is none for %s', (tool) => {
    const part = parseCutText('No supported devices in vGPU mode', tool)
    expect(part).toMatchObject({ kind: 'parsed', facts: { driverVersion: null, gpus: [] } })
    expect(part.kind === 'parsed' && part.issues.map(({ code }) => code)).toEqual(['noDevices'])
  })
})

describe('a cut listing', () => {
  it.each<[ToolId, string]>([
    ['nvidia-smi-vgpu-q', QUERY],
    ['nvidia-smi-vgpu', TABLE],
  ])('of %s tells nothing that the whole one does not', (tool, text) => {
    const report = tryCuts(text, tool, listLengths(text))
    expect(report.tried).toBe(text.length)
    expect(report.read).toBeGreaterThan(0)
    expect(report.inventions).toEqual([])
  })
})
