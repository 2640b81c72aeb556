/**
 * Columns of `nvidia-smi --query-gpu` as places in the XML's layout. The unit that follows stands for values without
 * one: some columns never print it, and `--format=csv,nounits` leaves it out of all.
 */
const GPU_COLUMNS: Record<string, string> = {
  index: 'index',
  name: 'product_name',
  gpu_name: 'product_name',
  serial: 'serial',
  gpu_serial: 'serial',
  uuid: 'uuid',
  gpu_uuid: 'uuid',
  compute_cap: 'compute_cap',
  vbios_version: 'vbios_version',
  addressing_mode: 'addressing_mode',
  display_attached: 'display_attached',
  display_active: 'display_active',
  persistence_mode: 'persistence_mode',
  compute_mode: 'compute_mode',
  gpu_recovery_action: 'gpu_recovery_action',
  pstate: 'performance_state',
  'fan.speed': 'fan_speed %',
  'c2c.mode': 'c2c_mode',
  'accounting.mode': 'accounting_mode',
  'accounting.buffer_size': 'accounting_mode_buffer_size',
  'driver_model.current': 'driver_model/current_dm',
  'driver_model.pending': 'driver_model/pending_dm',
  'inforom.img': 'inforom_version/img_version',
  'inforom.oem': 'inforom_version/oem_object',
  'inforom.ecc': 'inforom_version/ecc_object',
  'inforom.pwr': 'inforom_version/pwr_object',
  'inforom.image': 'inforom_version/img_version',
  'inforom.power': 'inforom_version/pwr_object',
  'reset_status.reset_required': 'gpu_reset_status/reset_required',
  'reset_status.drain_and_reset_recommended': 'gpu_reset_status/drain_and_reset_recommended',
  'mig.mode.current': 'mig_mode/current_mig',
  'mig.mode.pending': 'mig_mode/pending_mig',
  ...listVgpuColumns(),
  ...listPciColumns(),
  ...listMemoryColumns(),
  ...listEccColumns(),
  ...listPowerColumns(),
  ...listClockColumns(),
  ...listFabricColumns(),
}

/** Said of the whole host on every row; the first row's word is taken. */
const LOG_COLUMNS: Record<string, string> = {
  driver_version: 'driver_version',
  count: 'attached_gpus',
  'vgpu_driver_capability.heterogenous_multivGPU': 'vgpu_driver_capability/heterogenous_multivGPU',
}

export interface CsvColumn {
  owner: 'gpu' | 'log'
  path: string
  /** For values that are bare numbers; the header's own unit goes before. */
  unit: string | null
}

/** Where a column's values belong; null for those no fact is taken from. */
export function findColumn(name: string): CsvColumn | null {
  const owner = Object.hasOwn(LOG_COLUMNS, name) ? 'log' : 'gpu'
  const columns = owner === 'log' ? LOG_COLUMNS : GPU_COLUMNS
  const [path, unit] = (Object.hasOwn(columns, name) ? columns[name] : undefined)?.split(' ') ?? []
  return path === undefined ? null : { owner, path, unit: unit ?? null }
}

function listVgpuColumns(): Record<string, string> {
  const names = [
    'fractional_multiVgpu',
    'heterogeneous_timeSlice_profile',
    'heterogeneous_timeSlice_sizes',
    'homogeneous_placements',
    'mig_timeSlicing',
    'mig_timeSlicing_mode',
  ]
  return Object.fromEntries(
    names.map((name) => [`vgpu_device_capability.${name}`, `vgpu_device_capability/${name}`]),
  )
}

function listPciColumns(): Record<string, string> {
  const gen = 'pci/pci_gpu_link_info/pcie_gen'
  const width = 'pci/pci_gpu_link_info/link_widths'
  return {
    'pci.bus_id': 'pci/pci_bus_id',
    gpu_bus_id: 'pci/pci_bus_id',
    'pci.device_id': 'pci/pci_device_id',
    'pci.sub_device_id': 'pci/pci_sub_system_id',
    'pci.baseClass': 'pci/pci_base_class',
    'pci.subClass': 'pci/pci_sub_class',
    'pcie.link.gen.current': `${gen}/current_link_gen`,
    'pcie.link.gen.max': `${gen}/max_link_gen`,
    'pcie.link.gen.gpumax': `${gen}/max_device_link_gen`,
    'pcie.link.gen.hostmax': `${gen}/max_host_link_gen`,
    'pcie.link.width.current': `${width}/current_link_width`,
    'pcie.link.width.max': `${width}/max_link_width`,
  }
}

function listMemoryColumns(): Record<string, string> {
  const rows = 'remapped_rows'
  const banks = `${rows}/row_remapper_histogram/row_remapper_histogram`
  return {
    'memory.total': 'fb_memory_usage/total MiB',
    'memory.reserved': 'fb_memory_usage/reserved MiB',
    'memory.used': 'fb_memory_usage/used MiB',
    'memory.free': 'fb_memory_usage/free MiB',
    'protected_memory.total': 'cc_protected_memory_usage/total MiB',
    'protected_memory.used': 'cc_protected_memory_usage/used MiB',
    'protected_memory.free': 'cc_protected_memory_usage/free MiB',
    'dramEncryption.mode.current': 'dram_encryption_mode/current_dram_encryption',
    'dramEncryption.mode.pending': 'dram_encryption_mode/pending_dram_encryption',
    'retired_pages.single_bit_ecc.count': 'retired_pages/multiple_single_bit_retirement/retired_count',
    'retired_pages.double_bit.count': 'retired_pages/double_bit_retirement/retired_count',
    'retired_pages.pending': 'retired_pages/pending_retirement',
    'remapped_rows.correctable': `${rows}/remapped_row_corr`,
    'remapped_rows.correctable_inactive': `${rows}/remapped_row_corr_inactive`,
    'remapped_rows.uncorrectable': `${rows}/remapped_row_unc`,
    'remapped_rows.uncorrectable_inactive': `${rows}/remapped_row_unc_inactive`,
    'remapped_rows.pending': `${rows}/remapped_row_pending`,
    'remapped_rows.failure': `${rows}/remapped_row_failure`,
    ...Object.fromEntries(
      ['max', 'high', 'partial', 'low', 'none'].map((level) => [
        `remapped_rows.histogram.${level}`,
        `${banks}_${level} bank(s)`,
      ]),
    ),
  }
}

function listEccColumns(): Record<string, string> {
  const columns: Record<string, string> = {
    'ecc.mode.current': 'ecc_mode/current_ecc',
    'ecc.mode.pending': 'ecc_mode/pending_ecc',
    'ecc.errors.uncorrected.aggregate.sram.thresholdExceeded': 'ecc_errors/aggregate/sram_threshold_exceeded',
  }
  for (const span of ['volatile', 'aggregate']) {
    for (const [kind, bits, word] of [
      ['corrected', 'single_bit', 'correctable'],
      ['uncorrected', 'double_bit', 'uncorrectable'],
    ]) {
      const from = `ecc.errors.${kind}.${span}`
      const to = `ecc_errors/${span}`
      columns[`${from}.total`] = `${to}/${bits}/total`
      columns[`${from}.device_memory`] = `${to}/${bits}/device_memory`
      columns[`${from}.dram`] = `${to}/dram_${word}`
      columns[`${from}.sram`] = `${to}/sram_${word}`
    }
    columns[`ecc.errors.uncorrected.${span}.sram.parity`] = `ecc_errors/${span}/sram_uncorrectable_parity`
    columns[`ecc.errors.uncorrected.${span}.sram.secded`] = `ecc_errors/${span}/sram_uncorrectable_secded`
  }
  const sources = { l2: 'l2', sm: 'sm', mcu: 'microcontroller', pcie: 'pcie', other: 'other' }
  for (const [from, to] of Object.entries(sources)) {
    columns[`ecc.errors.uncorrected.aggregate.sram.${from}`] =
      `ecc_errors/aggregate_uncorrectable_sram_sources/sram_${to}`
  }
  return columns
}

function listPowerColumns(): Record<string, string> {
  const power = 'gpu_power_readings'
  return {
    'temperature.gpu': 'temperature/gpu_temp C',
    'temperature.gpu.tlimit': 'temperature/gpu_temp_tlimit C',
    'temperature.memory': 'temperature/memory_temp C',
    'power.draw': `${power}/power_draw W`,
    'power.draw.average': `${power}/average_power_draw W`,
    'power.draw.instant': `${power}/instant_power_draw W`,
    'power.limit': `${power}/power_limit W`,
    'enforced.power.limit': `${power}/enforced_power_limit W`,
    'power.default_limit': `${power}/default_power_limit W`,
    'power.min_limit': `${power}/min_power_limit W`,
    'power.max_limit': `${power}/max_power_limit W`,
    'module.power.draw.average': 'module_power_readings/average_power_draw W',
    'module.power.draw.instant': 'module_power_readings/instant_power_draw W',
  }
}

function listClockColumns(): Record<string, string> {
  const columns: Record<string, string> = {}
  const clocks = { graphics: 'graphics_clock', sm: 'sm_clock', memory: 'mem_clock', video: 'video_clock' }
  for (const [name, element] of Object.entries(clocks)) {
    columns[`clocks.current.${name}`] = `clocks/${element} MHz`
    columns[`clocks.${name}`] = `clocks/${element} MHz`
  }
  columns['clocks.gr'] = 'clocks/graphics_clock MHz'
  columns['clocks.mem'] = 'clocks/mem_clock MHz'
  for (const unit of ['gpu', 'memory', 'encoder', 'decoder', 'jpeg', 'ofa']) {
    columns[`utilization.${unit}`] = `utilization/${unit}_util %`
  }
  columns['encoder.stats.sessionCount'] = 'encoder_stats/session_count'
  const counters = 'clocks_event_reasons_counters'
  for (const [name, element] of Object.entries({
    sw_power_cap: 'sw_power_cap',
    sync_boost: 'sync_boost',
    sw_thermal_slowdown: 'sw_therm_slowdown',
    hw_thermal_slowdown: 'hw_therm_slowdown',
    hw_power_brake_slowdown: 'hw_power_brake',
  })) {
    columns[`${counters}.${name}`] = `${counters}/${counters}_${element} us`
  }
  return columns
}

function listFabricColumns(): Record<string, string> {
  const columns: Record<string, string> = {}
  for (const name of ['state', 'status', 'cliqueId', 'clusterUuid'])
    columns[`fabric.${name}`] = `fabric/${name}`
  for (const name of [
    'summary',
    'bandwidth',
    'route_recovery_in_progress',
    'route_unhealthy',
    'access_timeout_recovery',
    'incorrect_configuration',
    'partition_assigned',
  ]) {
    columns[`fabric.health.${name}`] = `fabric/health/${name}`
  }
  for (const name of [
    'chassis_serial_number',
    'slot_number',
    'tray_index',
    'host_id',
    'peer_type',
    'module_id',
    'gpu_fabric_guid',
  ]) {
    columns[`platform.${name}`] = `platformInfo/${name}`
  }
  return columns
}
