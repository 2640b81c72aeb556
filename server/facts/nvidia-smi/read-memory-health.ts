import type {
  EccCounts,
  MemoryHealth,
  NvidiaGpuFacts,
  RemappedRows,
} from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { GpuReader } from './gpu-reader'

const NO_COUNTS: EccCounts = {
  corrected: null,
  uncorrected: null,
  sramCorrected: null,
  sramUncorrected: null,
  dramCorrected: null,
  dramUncorrected: null,
}

/** ECC mode and counters. The layout follows the GPU as well as the driver, so each is told by what is there. */
export function readEcc(gpu: GpuReader): NvidiaGpuFacts['ecc'] {
  return {
    current: gpu.toggle('ecc_mode/current_ecc'),
    pending: gpu.toggle('ecc_mode/pending_ecc'),
    volatile: readEccCounts(gpu.enter('ecc_errors/volatile')),
    aggregate: readEccCounts(gpu.enter('ecc_errors/aggregate')),
  }
}

/**
 * By memory since Turing, by number of bits before. `--query-gpu` prints both with totals of its own; a total that was
 * told is taken before one that was added up.
 */
function readEccCounts(block: GpuReader | null): EccCounts {
  if (!block) return NO_COUNTS
  const sramCorrected = block.count('sram_correctable')
  const sramUncorrected =
    addKnown(block.count('sram_uncorrectable_parity'), block.count('sram_uncorrectable_secded')) ??
    block.count('sram_uncorrectable')
  const dramCorrected = block.count('dram_correctable') ?? block.count('single_bit/device_memory')
  const dramUncorrected = block.count('dram_uncorrectable') ?? block.count('double_bit/device_memory')
  return {
    corrected: block.count('single_bit/total') ?? addKnown(sramCorrected, dramCorrected),
    uncorrected: block.count('double_bit/total') ?? addKnown(sramUncorrected, dramUncorrected),
    sramCorrected,
    sramUncorrected,
    dramCorrected,
    dramUncorrected,
  }
}

/** A sum with an unknown part is unknown. */
function addKnown(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b
}

export function readRetiredPages(gpu: GpuReader): NvidiaGpuFacts['retiredPages'] {
  return {
    singleBit: gpu.count('retired_pages/multiple_single_bit_retirement/retired_count'),
    doubleBit: gpu.count('retired_pages/double_bit_retirement/retired_count'),
    pending: gpu.yesNo('retired_pages/pending_retirement'),
  }
}

/** A leaf `N/A` on GPUs without row remapping; the subtree from Ampere on. */
export function readRemappedRows(gpu: GpuReader): RemappedRows {
  return {
    correctable: gpu.count('remapped_rows/remapped_row_corr'),
    uncorrectable: gpu.count('remapped_rows/remapped_row_unc'),
    pending: gpu.yesNo('remapped_rows/remapped_row_pending'),
    failure: gpu.yesNo('remapped_rows/remapped_row_failure'),
  }
}

export function readMemoryHealth(gpu: GpuReader): MemoryHealth {
  const sources = 'ecc_errors/aggregate_uncorrectable_sram_sources'
  const countBanks = (level: string) =>
    gpu.quantity(`remapped_rows/row_remapper_histogram/row_remapper_histogram_${level}`, 'bank(s)')
  return {
    isSramThresholdExceeded: gpu.yesNo('ecc_errors/aggregate/sram_threshold_exceeded'),
    isChannelRepairPending: gpu.yesNo('ecc_errors/channel_repair_pending'),
    isTpcRepairPending: gpu.yesNo('ecc_errors/tpc_repair_pending'),
    hasUnrepairableMemory: gpu.yesNo('ecc_errors/unrepairable_memory'),
    sramSources: {
      l2: gpu.count(`${sources}/sram_l2`),
      sm: gpu.count(`${sources}/sram_sm`),
      microcontroller: gpu.count(`${sources}/sram_microcontroller`),
      pcie: gpu.count(`${sources}/sram_pcie`),
      other: gpu.count(`${sources}/sram_other`),
    },
    inactiveRemappedRows: {
      correctable: gpu.count('remapped_rows/remapped_row_corr_inactive'),
      uncorrectable: gpu.count('remapped_rows/remapped_row_unc_inactive'),
    },
    remapAvailabilityBanks: {
      max: countBanks('max'),
      high: countBanks('high'),
      partial: countBanks('partial'),
      low: countBanks('low'),
      none: countBanks('none'),
    },
  }
}
