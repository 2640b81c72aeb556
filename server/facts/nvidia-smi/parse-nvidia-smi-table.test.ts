import { describe, expect, it } from 'vitest'
import { spreadLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const MIG = `
+-----------------------------------------------------------------------------------------+
| NVIDIA-SMI 610.57.04              KMD Version: 610.57.04     CUDA UMD Version: 13.3     |
+-----------------------------------------+------------------------+----------------------+
| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |
| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |
|                                         |                        |               MIG M. |
|=========================================+========================+======================|
|   0  NVIDIA A100-SXM4-40GB          On  |   00000000:E3:00.0 Off |                   On |
| N/A   25C    P0              46W / 400W |     259MiB /  40960MiB |     N/A      Default |
|                                         |                        |             Enabled* |
+-----------------------------------------+------------------------+----------------------+
|   3  NVIDIA A40-12Q                Off  |   0000000A:02:00.0 Off |                    2 |
| N/A   N/A    P0            N/A /  N/A   |       1MiB /  12288MiB |      0%   E. Process |
|                                         |                        |                  N/A |
+-----------------------------------------+------------------------+----------------------+

+-----------------------------------------------------------------------------------------+
| MIG devices:                                                                            |
+------------------+----------------------------------+-----------+-----------------------+
| GPU  GI  CI  MIG |              Shared Memory-Usage |        Vol|        Shared         |
|      ID  ID  Dev |                Shared BAR1-Usage | SM     Unc| CE ENC  DEC  OFA  JPG |
|                  |                                  |        ECC|                       |
|==================+==================================+===========+=======================|
|  0    2   0   0  |              37MiB / 19968MiB    | 28      0 |  3   0    2    0    1 |
|                  |               0MiB / 32767MiB    |           |                       |
+------------------+                                  +-----------+-----------------------+
|  0    2   1   1  |                                  | 14      0 |  3   0    2    0    1 |
|                  |                                  |           |                       |
+------------------+----------------------------------+-----------+-----------------------+

+-----------------------------------------------------------------------------------------+
| Processes:                                                                              |
|  GPU   GI   CI              PID   Type   Process name                        GPU Memory |
|        ID   ID                                                               Usage      |
|=========================================================================================|
|    0    2    0             4711      C   /usr/bin/python3 -m train                25MiB |
|    0    2    1             4712    M+C   ...nvs/very-long-name/bin/python         12MiB |
|    3   N/A  N/A            4713      G   /usr/lib/xorg/Xorg                       N/A   |
+-----------------------------------------------------------------------------------------+
`

const OLD = `+-----------------------------------------------------------------------------+
| NVIDIA-SMI 418.87.00    Driver Version: 418.87.00    CUDA Version: 10.1     |
|-------------------------------+----------------------+----------------------+
| GPU  Name        Persistence-M| Bus-Id        Disp.A | Volatile Uncorr. ECC |
| Fan  Temp  Perf  Pwr:Usage/Cap|         Memory-Usage | GPU-Util  Compute M. |
|===============================+======================+======================|
|   0  Tesla V100-SXM2...  On   | 00000000:06:00.0 Off |                  Off |
| 30%   35C    P0    57W / 300W |      0MiB / 16160MiB |      0%      Default |
+-------------------------------+----------------------+----------------------+

+-----------------------------------------------------------------------------+
| Processes:                                                       GPU Memory |
|  GPU       PID   Type   Process name                             Usage      |
|=============================================================================|
|    0      1234      C   python                                      1005MiB |
+-----------------------------------------------------------------------------+
`

describe('the table of nvidia-smi', () => {
  it('reads both spellings of the versions', () => {
    const { facts } = takeFacts(parseText(MIG), 'nvidia-smi')
    expect(facts).toMatchObject({ driverVersion: '610.57.04', cudaVersion: '13.3' })
    expect(takeFacts(parseText(OLD), 'nvidia-smi').facts).toMatchObject({
      driverVersion: '418.87.00',
      cudaVersion: '10.1',
    })
  })

  it('keeps the index of the tool, and the domain of the address', () => {
    const { facts, issues } = takeFacts(parseText(MIG), 'nvidia-smi')
    expect(facts.gpus.map((gpu) => [gpu.index, gpu.busId])).toEqual([
      [0, '0000:e3:00.0'],
      [3, '000a:02:00.0'],
    ])
    expect(issues).toEqual([])
  })

  it('tells a count of errors from ECC being on or off', () => {
    const { facts } = takeFacts(parseText(MIG), 'nvidia-smi')
    expect(facts.gpus.map(({ ecc }) => [ecc.current, ecc.volatile.uncorrected])).toEqual([
      ['enabled', null],
      [null, 2],
    ])
    const old = takeFacts(parseText(OLD), 'nvidia-smi').facts.gpus[0]
    expect([old?.ecc.current, old?.ecc.volatile.uncorrected]).toEqual(['disabled', null])
  })

  it('reads a guest without sensors as one without values', () => {
    const guest = takeFacts(parseText(MIG), 'nvidia-smi').facts.gpus[1]
    expect(guest).toMatchObject({
      productName: 'NVIDIA A40-12Q',
      temperatureC: null,
      powerDrawW: null,
      powerLimitW: null,
      computeMode: 'Exclusive_Process',
      memory: { usedMib: 1, totalMib: 12288 },
    })
  })

  it('reads MIG devices, the shared memory only where it is printed', () => {
    const { facts } = takeFacts(parseText(MIG), 'nvidia-smi')
    expect(facts.gpus.map((gpu) => gpu.migMode.current)).toEqual(['enabled', null])
    expect(facts.gpus[0]?.migDevices).toMatchObject([
      {
        index: 0,
        gpuInstanceId: 2,
        computeInstanceId: 0,
        multiprocessors: 28,
        engines: { copy: 3, encoder: 0, decoder: 2, opticalFlow: 0, jpeg: 1 },
        memory: { usedMib: 37, totalMib: 19968 },
        bar1: { totalMib: 32767 },
      },
      { index: 1, gpuInstanceId: 2, computeInstanceId: 1, multiprocessors: 14, memory: { totalMib: null } },
    ])
    expect(facts.gpus[1]?.migDevices).toEqual([])
  })

  it('reads processes by GPU, and no name that was cut off', () => {
    const { facts } = takeFacts(parseText(MIG), 'nvidia-smi')
    expect(facts.gpus.map((gpu) => gpu.processes)).toEqual([
      [
        {
          pid: 4711,
          type: 'C',
          name: '/usr/bin/python3 -m train',
          usedMib: 25,
          gpuInstanceId: 2,
          computeInstanceId: 0,
        },
        { pid: 4712, type: 'M+C', name: null, usedMib: 12, gpuInstanceId: 2, computeInstanceId: 1 },
      ],
      [
        {
          pid: 4713,
          type: 'G',
          name: '/usr/lib/xorg/Xorg',
          usedMib: null,
          gpuInstanceId: null,
          computeInstanceId: null,
        },
      ],
    ])
  })

  it('reads the two-line rows and the processes of older drivers', () => {
    const gpu = takeFacts(parseText(OLD), 'nvidia-smi').facts.gpus[0]
    expect(gpu).toMatchObject({
      productName: null,
      temperatureC: 35,
      powerLimitW: 300,
      migMode: { current: null },
      processes: [{ pid: 1234, type: 'C', name: 'python', usedMib: 1005 }],
      reading: { fanPercent: 30 },
    })
  })

  it.each([
    ['with MIG devices', MIG],
    ['of an older driver', OLD],
  ])('cut off anywhere, a table %s tells nothing that the whole does not', (_, text) => {
    const report = tryCuts(text, 'nvidia-smi', spreadLengths(text, 300))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(0)
  })

  it.each([
    ['a row has no GPU', OLD.replace('|   0  Tesla', '|   -  Tesla'), 'malformed'],
    ['two tables follow each other', OLD + OLD, 'malformed'],
    ['it ends within a box', OLD.slice(0, OLD.indexOf('| 30%')), 'truncated'],
    ['it has a heading only', OLD.slice(0, OLD.indexOf('|   0')), 'truncated'],
  ])('is refused when %s', (_, text, code) => {
    expect(takeRefusal(parseText(text, 'nvidia-smi')).code).toBe(code)
  })
})
