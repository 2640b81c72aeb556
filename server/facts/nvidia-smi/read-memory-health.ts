import type { EccCounts, NvidiaGpuFacts, RemappedRows } from '@/server/core/inventory/tools/nvidia-smi-facts'
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

function readEccCounts(block: GpuReader | null): EccCounts {
  if (!block) return NO_COUNTS
  if (block.has('single_bit') || block.has('double_bit')) {
    return {
      ...NO_COUNTS,
      corrected: block.count('single_bit/total'),
      uncorrected: block.count('double_bit/total'),
      dramCorrected: block.count('single_bit/device_memory'),
      dramUncorrected: block.count('double_bit/device_memory'),
    }
  }
  const sramCorrected = block.count('sram_correctable')
  const sramUncorrected = block.has('sram_uncorrectable_parity')
    ? addKnown(block.count('sram_uncorrectable_parity'), block.count('sram_uncorrectable_secded'))
    : block.count('sram_uncorrectable')
  const dramCorrected = block.count('dram_correctable')
  const dramUncorrected = block.count('dram_uncorrectable')
  return {
    corrected: addKnown(sramCorrected, dramCorrected),
    uncorrected: addKnown(sramUncorrected, dramUncorrected),
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
