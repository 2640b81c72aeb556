import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

function readQuery(text: string) {
  return takeFacts(parseText(text), 'nvidia-smi-query-gpu')
}

const PULSE = `index, uuid, pci.bus_id, utilization.gpu [%], memory.used [MiB], power.draw [W], clocks_event_reasons.active
0, GPU-aaaaaaaa-1111-2222-3333-444444444444, 00000000:18:00.0, 97 %, 61439 MiB, 688.51 W, 0x0000000000000004
1, GPU-bbbbbbbb-1111-2222-3333-444444444444, 00000000:2A:00.0, 0 %, 1 MiB, [N/A], 0x0000000000000041
`

describe('nvidia-smi --query-gpu', () => {
  it('reads several GPUs, in any order of columns', () => {
    const { facts, issues } = readQuery(PULSE)
    expect(issues).toEqual([])
    expect(facts.attachedGpus).toBeNull()
    expect(facts.gpus.map((gpu) => [gpu.index, gpu.busId, gpu.memory.usedMib, gpu.powerDrawW])).toEqual([
      [0, '0000:18:00.0', 61439, 688.51],
      [1, '0000:2a:00.0', 1, null],
    ])
    expect(facts.gpus[0]?.reading.utilisation.gpuPercent).toBe(97)
    const turned = readQuery('memory.used [MiB], index\n61439 MiB, 0\n')
    expect(turned.facts.gpus[0]).toMatchObject({ index: 0, memory: { usedMib: 61439 } })
  })

  it('reads the mask of reasons where they have no columns of their own', () => {
    const { facts } = readQuery(PULSE)
    expect(facts.gpus.map((gpu) => gpu.clocksEventReasons)).toEqual([
      ['swPowerCap'],
      ['gpuIdle', 'hwThermalSlowdown'],
    ])
  })

  it('knows no reasons where neither a column nor the mask is told', () => {
    const { facts } = readQuery('index, clocks_event_reasons.active\n0, [N/A]\n')
    expect(facts.gpus[0]?.clocksEventReasons).toBeNull()
  })

  it.each([
    ['in header and value', 'memory.total [MiB]', '81559 MiB'],
    ['in the header alone (nounits)', 'memory.total [MiB]', '81559'],
    ['nowhere', 'memory.total', '81559'],
    ['quoted by a spreadsheet', '"memory.total [MiB]"', '"81559 MiB"'],
  ])('reads a value with its unit %s', (_, header, value) => {
    const { facts } = readQuery(`name,${header}\n"NVIDIA H100, ""80GB""",${value}\n`)
    expect(facts.gpus[0]?.memory.totalMib).toBe(81559)
    expect(facts.gpus[0]?.productName).toBe('NVIDIA H100, "80GB"')
  })

  it.each(['80 GiB', '1e5 MiB', '0x1F', '12.5'])('does not guess at %j MiB', (value) => {
    const { facts, issues } = readQuery(`index, memory.total [MiB]\n0, ${value}\n`)
    const isFraction = value === '12.5'
    expect(facts.gpus[0]?.memory.totalMib).toBeNull()
    expect(issues).toMatchObject([
      {
        code: 'unreadableValue',
        line: 2,
        detail: `fb_memory_usage/total: ${value}${isFraction ? ' MiB' : ''}`,
      },
    ])
  })

  it.each([
    '[N/A]',
    'N/A',
    '[Not Supported]',
    '[Requested functionality has been deprecated]',
    '[Unknown Error]',
    '[GPU requires reset]',
    '',
  ])('reads %j as unknown, without an issue', (marker) => {
    const { facts, issues } = readQuery(`index, temperature.gpu, name\n0, ${marker}, ${marker}\n`)
    expect(facts.gpus[0]).toMatchObject({ temperatureC: null, productName: null })
    expect(issues).toEqual([])
  })

  it('takes totals of ECC errors as printed where the parts are not told', () => {
    const { facts } = readQuery(
      'index, ecc.errors.uncorrected.volatile.total, ecc.errors.uncorrected.volatile.sram\n0, 3, [N/A]\n',
    )
    expect(facts.gpus[0]?.ecc.volatile).toMatchObject({
      uncorrected: 3,
      sramUncorrected: null,
      corrected: null,
    })
  })

  it('takes the first row of each GPU from a log over time', () => {
    const row = '0, 00000000:18:00.0, 5 MiB\n'
    const { facts, issues } = readQuery(`index, pci.bus_id, memory.used [MiB]\n${row}${row}${row}`)
    expect(facts.gpus).toHaveLength(1)
    expect(issues.map(({ code, line }) => [code, line])).toEqual([['duplicate', 3]])
  })

  it('cut off after any character, tells nothing that the whole does not', () => {
    const report = tryCuts(PULSE, 'nvidia-smi-query-gpu', listLengths(PULSE))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(0)
  })

  it.each([
    ['the header is missing', '0, NVIDIA H100, 5 MiB\n', 'unrecognised'],
    ['it lists processes', 'gpu_uuid, pid, used_gpu_memory [MiB]\nGPU-1, 5, 7 MiB\n', 'unrecognised'],
    ['no row follows', 'index, memory.used [MiB]\n', 'truncated'],
    ['a row lacks a cell', 'index, name, memory.used [MiB]\n0, NVIDIA A40\n', 'truncated'],
    ['a name holds an unquoted comma', 'index, name\n0, NVIDIA A40, special\n', 'malformed'],
    ['a quote is never closed', 'index, name\n0, "NVIDIA A40\n', 'malformed'],
    ['a column stands twice', 'index, index\n0, 1\n', 'malformed'],
  ])('is refused when %s', (_, text, code) => {
    expect(takeRefusal(parseText(text, 'nvidia-smi-query-gpu')).code).toBe(code)
  })
})
