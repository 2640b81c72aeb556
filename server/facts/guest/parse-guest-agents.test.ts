import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const LICENSED = `
==============NVSMI LOG==============

Timestamp                                 : Thu Jan  1 10:00:00 2026
Driver Version                            : 550.54.15
CUDA Version                              : 12.4

Attached GPUs                             : 2
GPU 00000000:02:00.0
    Product Name                          : NVIDIA L40S-24Q
    Product Brand                         : NVIDIA RTX Virtual Workstation
    vGPU Software Licensed Product
        Product Name                      : NVIDIA RTX Virtual Workstation
        License Status                    : Licensed (Expiry: 2026-1-1 18:57:32 GMT)
    GPU Operation Mode
        Current                           : N/A
GPU 00000000:03:00.0
    Product Name                          : NVIDIA L40S-24Q
    vGPU Software Licensed Product
        Product Name                      : NVIDIA RTX Virtual Workstation
        License Status                    : Unlicensed (Restricted)
`

const TEXT = `# nvidia-smi -q
${LICENSED}# cat /usr/local/cuda/version.json
{
   "cuda" : {
      "name" : "CUDA SDK",
      "version" : "12.4.1"
   },
   "cuda_cudart" : {
      "name" : "CUDA Runtime (cudart)",
      "version" : "12.4.127"
   }
}
# nvcc --version
nvcc: NVIDIA (R) Cuda compiler driver
Copyright (c) 2005-2024 NVIDIA Corporation
Built on Thu_Mar_28_02:18:24_PDT_2024
Cuda compilation tools, release 12.4, V12.4.131
Build cuda_12.4.r12.4/compiler.34097967_0
# nvidia-ctk --version
NVIDIA Container Toolkit CLI version 1.17.8
commit: f202b80a9b9d0db00d9b1d73c0128c8962c55f4d
# dcgmi --version

dcgmi  version: 3.3.9

# qemu-ga --version
QEMU Guest Agent 8.2.2 (Debian 1:8.2.2+ds-0ubuntu1)
# systemctl show nvidia-gridd -p LoadState -p ActiveState
LoadState=loaded
ActiveState=active
`

const read = (text: string) => takeFacts(parseText(text), 'guest-agents')
const readAs = (text: string) => takeFacts(parseText(text, 'guest-agents'), 'guest-agents')

describe('a guest’s software', () => {
  it('is told by each of its tools', () => {
    expect(read(TEXT)).toEqual({
      facts: {
        driverVersion: '550.54.15',
        cudaDriverVersion: '12.4',
        cudaToolkitVersion: '12.4.1',
        nvccVersion: '12.4.131',
        containerToolkitVersion: '1.17.8',
        dcgmVersion: '3.3.9',
        qemuGuestAgentVersion: '8.2.2',
        griddLoadState: 'loaded',
        griddState: 'active',
        licenses: [
          {
            gpu: '0000:02:00.0',
            product: 'NVIDIA RTX Virtual Workstation',
            status: 'Licensed',
            expiry: '2026-1-1 18:57:32 GMT',
          },
          {
            gpu: '0000:03:00.0',
            product: 'NVIDIA RTX Virtual Workstation',
            status: 'Unlicensed (Restricted)',
            expiry: null,
          },
        ],
      },
      issues: [],
    })
  })

  it.each([
    [
      'NVIDIA Container Toolkit CLI version 1.18.0-rc.2\ncommit: x\n',
      'containerToolkitVersion',
      '1.18.0-rc.2',
    ],
    ['\ndcgmi  version: 4.7.0\n', 'dcgmVersion', '4.7.0'],
    ['QEMU Guest Agent 10.0.2\n', 'qemuGuestAgentVersion', '10.0.2'],
    [
      'nvcc: NVIDIA (R) Cuda compiler driver\nCuda compilation tools, release 13.0, V13.0.48\n',
      'nvccVersion',
      '13.0.48',
    ],
  ])('is recognised and read from one tool alone: %j', (text, field, version) => {
    expect(read(text).facts).toMatchObject({ [field]: version, licenses: [] })
  })

  it.each([
    ['CUDA Version 10.2.89\n', 'cudaToolkitVersion', '10.2.89'],
    ['{"cuda":{"name":"CUDA SDK","version":"11.8.0"}}\n', 'cudaToolkitVersion', '11.8.0'],
    ['# dcgmi --version\nVersion : 3.3.5\nBuild ID : 14\n', 'dcgmVersion', '3.3.5'],
    [
      '| NVIDIA-SMI 550.54.15   Driver Version: 550.54.15   CUDA Version: 12.4 |\n',
      'cudaDriverVersion',
      '12.4',
    ],
  ])('is read in its other forms too: %j', (text, field, version) => {
    expect(readAs(text).facts).toMatchObject({ [field]: version })
  })

  it('that is not there is unknown', () => {
    const { facts, issues } = read(
      '# nvcc --version\nsh: 1: nvcc: not found\n# systemctl show nvidia-gridd\nActiveState=inactive\n',
    )
    expect(issues).toEqual([])
    expect(facts).toMatchObject({
      nvccVersion: null,
      griddState: 'inactive',
      griddLoadState: null,
      licenses: [],
    })
  })

  it('takes no other service’s state for its licence client’s', () => {
    const text =
      '# qemu-ga --version\nQEMU Guest Agent 8.2.2\n# systemctl show qemu-guest-agent\nActiveState=active\n'
    expect(read(text).facts.griddState).toBeNull()
  })

  it('makes no version of a broken version.json, and says so', () => {
    const { facts, issues } = read('# cat /usr/local/cuda/version.json\n{ "cuda": { "version": 12 } }\n')
    expect(facts.cudaToolkitVersion).toBeNull()
    expect(issues).toEqual([{ code: 'unreadableValue', line: 2, detail: 'version.json' }])
  })

  it('is refused where nothing is said of any', () => {
    expect(takeRefusal(parseText('Hello\n', 'guest-agents')).code).toBe('unrecognised')
  })

  it('cut off anywhere says nothing that the whole does not', () => {
    const report = tryCuts(TEXT, 'guest-agents', listLengths(TEXT))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(100)
  })
})

describe('licences', () => {
  it.each([
    ['Licensed (Expiry: 2025-10-5 1:57:32 GMT)', 'Licensed', '2025-10-5 1:57:32 GMT'],
    ['Licensed (Expiry: Permanent)', 'Licensed', 'Permanent'],
    ['Licensed (Expiry: N/A)', 'Licensed', null],
    ['Licensed', 'Licensed', null],
    ['Unlicensed (Unrestricted)', 'Unlicensed (Unrestricted)', null],
  ])('of the state %s', (printed, status, expiry) => {
    const text = `    vGPU Software Licensed Product\n        License Status   : ${printed}\n`
    expect(readAs(text).facts.licenses).toEqual([{ gpu: null, product: null, status, expiry }])
  })

  it('are known by their old name, and not where a GPU needs none', () => {
    const text = LICENSED.replaceAll('vGPU Software', 'GRID').replace(
      /: NVIDIA RTX V.*\n.*: Unlic.*/,
      ': N/A\n        License Status : N/A',
    )
    expect(readAs(`# nvidia-smi -q\n${text}`).facts.licenses).toMatchObject([
      { gpu: '0000:02:00.0', status: 'Licensed' },
    ])
  })

  it('left alone by grep are counted one by one', () => {
    const text =
      '# nvidia-smi -q | grep License\n        License Status : Licensed (Expiry: N/A)\n        License Status : Unlicensed\n'
    expect(readAs(text).facts.licenses.map(({ status }) => status)).toEqual(['Licensed', 'Unlicensed'])
  })
})
