import type { EccLayout, GpuLayout } from '@/emulator/gpu-layout'
import { entry, type SmiNode, section, when } from './smi-node'

/** ECC, retired pages and remapped rows. */
export function listHealth(gpu: GpuLayout, major: number): SmiNode[] {
  const mode = gpu.ecc ? 'Enabled' : 'N/A'
  return [
    section('ecc_mode', 'ECC Mode', [
      entry('current_ecc', 'Current', mode),
      entry('pending_ecc', 'Pending', mode),
    ]),
    section('ecc_errors', 'ECC Errors', [
      section('volatile', 'Volatile', listCounts(gpu, gpu.ecc?.volatile ?? null, major)),
      section('aggregate', 'Aggregate', [
        ...listCounts(gpu, gpu.ecc?.aggregate ?? null, major),
        ...when(
          major >= 570,
          entry('sram_threshold_exceeded', 'SRAM Threshold Exceeded', gpu.ecc ? 'No' : 'N/A'),
        ),
      ]),
      ...when(
        major >= 590,
        entry('channel_repair_pending', 'Channel Repair Pending', 'No'),
        entry('tpc_repair_pending', 'TPC Repair Pending', 'No'),
        entry('unrepairable_memory', 'Unrepairable Memory', 'No'),
      ),
    ]),
    describeRetiredPages(gpu),
    describeRemappedRows(gpu, major),
  ]
}

const OLD_PLACES: [xml: string, text: string][] = [
  ['device_memory', 'Device Memory'],
  ['register_file', 'Register File'],
  ['l1_cache', 'L1 Cache'],
  ['l2_cache', 'L2 Cache'],
  ['texture_memory', 'Texture Memory'],
  ['texture_shm', 'Texture Shared'],
  ['cbu', 'CBU'],
  ['total', 'Total'],
]

function listCounts(gpu: GpuLayout, counts: EccLayout | null, major: number): SmiNode[] {
  if (gpu.board.architecture === 'Pascal') {
    return [
      section('single_bit', 'Single Bit', listBits(counts?.dramCorrected, counts?.sramCorrected)),
      section('double_bit', 'Double Bit', listBits(counts?.dramUncorrected, counts?.sramUncorrected)),
    ]
  }
  const sramUncorrected = counts?.sramUncorrected ?? null
  const parity = sramUncorrected === null ? null : Math.floor(sramUncorrected / 2)
  return [
    entry('sram_correctable', 'SRAM Correctable', counts?.sramCorrected ?? 'N/A'),
    ...(major >= 570
      ? [
          entry('sram_uncorrectable_parity', 'SRAM Uncorrectable Parity', parity ?? 'N/A'),
          entry(
            'sram_uncorrectable_secded',
            'SRAM Uncorrectable SEC-DED',
            sramUncorrected === null || parity === null ? 'N/A' : sramUncorrected - parity,
          ),
        ]
      : [entry('sram_uncorrectable', 'SRAM Uncorrectable', sramUncorrected ?? 'N/A')]),
    entry('dram_correctable', 'DRAM Correctable', counts?.dramCorrected ?? 'N/A'),
    entry('dram_uncorrectable', 'DRAM Uncorrectable', counts?.dramUncorrected ?? 'N/A'),
  ]
}

/** Whatever is not device memory is told by its sum only. */
function listBits(memory: number | undefined, other: number | undefined): SmiNode[] {
  return OLD_PLACES.map(([xml, text]) => {
    if (memory === undefined || other === undefined) return entry(xml, text, 'N/A')
    if (xml === 'device_memory') return entry(xml, text, memory)
    if (xml === 'total') return entry(xml, text, memory + other)
    return entry(xml, text, xml === 'register_file' ? other : 'N/A')
  })
}

function describeRetiredPages({ retiredPages }: GpuLayout): SmiNode {
  const pending = retiredPages === null ? 'N/A' : retiredPages.isPending ? 'Yes' : 'No'
  const list = (xml: string, text: string, count: number | null) =>
    section(null, null, [
      section(xml, null, [
        entry('retired_count', null, count ?? 'N/A'),
        count === null ? entry('retired_pagelist', null, 'N/A') : section('retired_pagelist', null, []),
      ]),
      entry(null, text, count ?? 'N/A'),
    ])
  return section('retired_pages', 'Retired Pages', [
    list('multiple_single_bit_retirement', 'Single Bit ECC', retiredPages?.singleBit ?? null),
    list('double_bit_retirement', 'Double Bit ECC', retiredPages?.doubleBit ?? null),
    entry('pending_blacklist', 'Pending Page Blacklist', pending),
    entry('pending_retirement', null, pending),
  ])
}

function describeRemappedRows({ remappedRows: rows }: GpuLayout, major: number): SmiNode {
  if (rows === null) return entry('remapped_rows', 'Remapped Rows', 'N/A')
  return section('remapped_rows', 'Remapped Rows', [
    entry('remapped_row_corr', 'Correctable Error', rows.correctable),
    entry('remapped_row_unc', 'Uncorrectable Error', rows.uncorrectable),
    entry('remapped_row_pending', 'Pending', rows.isPending ? 'Yes' : 'No'),
    entry('remapped_row_failure', 'Remapping Failure Occurred', rows.hasFailed ? 'Yes' : 'No'),
    ...when(
      major >= 515,
      section('row_remapper_histogram', 'Bank Remap Availability Histogram', [
        entry('row_remapper_histogram_max', 'Max', '640 bank(s)'),
        entry('row_remapper_histogram_high', 'High', '0 bank(s)'),
        entry('row_remapper_histogram_partial', 'Partial', '0 bank(s)'),
        entry('row_remapper_histogram_low', 'Low', '0 bank(s)'),
        entry('row_remapper_histogram_none', 'None', '0 bank(s)'),
      ]),
    ),
  ])
}
