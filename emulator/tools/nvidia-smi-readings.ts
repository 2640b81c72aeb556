import type { GpuLayout } from '@/emulator/host-layout'
import { leaf, type XmlElement } from './xml-text'

const ECC_COUNTERS = [
  'sram_correctable',
  'sram_uncorrectable_parity',
  'sram_uncorrectable_secded',
  'dram_correctable',
  'dram_uncorrectable',
]

/** ECC, retired pages and remapped rows. */
export function listEcc(gpu: GpuLayout): XmlElement[] {
  const zeros = ECC_COUNTERS.map((counter) => leaf(counter, 0))
  return [
    { name: 'ecc_mode', content: [leaf('current_ecc', 'Enabled'), leaf('pending_ecc', 'Enabled')] },
    {
      name: 'ecc_errors',
      content: [
        { name: 'volatile', content: zeros },
        { name: 'aggregate', content: [...zeros, leaf('sram_threshold_exceeded', 'No')] },
        leaf('channel_repair_pending', 'No'),
        leaf('tpc_repair_pending', 'No'),
        leaf('unrepairable_memory', 'No'),
      ],
    },
    {
      name: 'retired_pages',
      content: [
        {
          name: 'multiple_single_bit_retirement',
          content: [leaf('retired_count', 'N/A'), leaf('retired_pagelist', 'N/A')],
        },
        {
          name: 'double_bit_retirement',
          content: [leaf('retired_count', 'N/A'), leaf('retired_pagelist', 'N/A')],
        },
        leaf('pending_blacklist', 'N/A'),
        leaf('pending_retirement', 'N/A'),
      ],
    },
    {
      name: 'remapped_rows',
      content: [
        leaf('remapped_row_corr', gpu.correctableRowRemaps),
        leaf('remapped_row_unc', 0),
        leaf('remapped_row_pending', 'No'),
        leaf('remapped_row_failure', 'No'),
      ],
    },
  ]
}

export function listTemperature(gpu: GpuLayout): XmlElement {
  return {
    name: 'temperature',
    content: [
      leaf('gpu_temp', `${gpu.temperatureC} C`),
      leaf('gpu_temp_tlimit', `${87 - gpu.temperatureC} C`),
      leaf('gpu_temp_max_tlimit_threshold', '-8 C'),
      leaf('gpu_temp_slow_tlimit_threshold', '-2 C'),
      leaf('gpu_temp_max_gpu_tlimit_threshold', '0 C'),
      leaf('gpu_target_temperature', 'N/A'),
      leaf('memory_temp', `${gpu.temperatureC + 6} C`),
      leaf('gpu_temp_max_mem_tlimit_threshold', '0 C'),
    ],
  }
}

export function listPower({ board, powerW }: GpuLayout): XmlElement[] {
  const limit = `${board.powerLimitW.toFixed(2)} W`
  return [
    {
      name: 'gpu_power_readings',
      content: [
        leaf('average_power_draw', `${powerW.toFixed(2)} W`),
        leaf('instant_power_draw', `${powerW.toFixed(2)} W`),
        leaf('current_power_limit', limit),
        leaf('requested_power_limit', limit),
        leaf('default_power_limit', limit),
        leaf('min_power_limit', `${board.minPowerLimitW.toFixed(2)} W`),
        leaf('max_power_limit', limit),
      ],
    },
    {
      name: 'module_power_readings',
      content: [leaf('average_power_draw', 'N/A'), leaf('current_power_limit', 'N/A')],
    },
  ]
}

export function listClocks({ board, utilizationPercent }: GpuLayout): XmlElement[] {
  const clock = utilizationPercent > 0 ? board.smClockMhz : 345
  const listClockLeaves = (sm: number): XmlElement[] => [
    leaf('graphics_clock', `${sm} MHz`),
    leaf('sm_clock', `${sm} MHz`),
    leaf('mem_clock', `${board.memoryClockMhz} MHz`),
    leaf('video_clock', `${Math.round(sm * 0.8)} MHz`),
  ]
  return [
    { name: 'clocks', content: listClockLeaves(clock) },
    { name: 'max_clocks', content: listClockLeaves(board.smClockMhz) },
  ]
}
