/**
 * The names that the XML gives to the labels of the text, by the XML's name of the heading above. A label that is not
 * here has the XML's name already, once it is in lower case with underscores.
 */
const RENAMES: Record<string, Record<string, string>> = {
  nvidia_smi_log: { kmd_version: 'driver_version', cuda_umd_version: 'cuda_version' },
  vgpu_driver_capability: { heterogenous_multi_vgpu: 'heterogenous_multivGPU' },
  gpu: {
    gpu_uuid: 'uuid',
    serial_number: 'serial',
    gpu_pdi: 'pdi',
    fru_part_number: 'gpu_fru_part_number',
    module_id: 'gpu_module_id',
    platform_info: 'platformInfo',
    gpu_c2c_mode: 'c2c_mode',
    conf_compute_protected_memory_usage: 'cc_protected_memory_usage',
  },
  vgpu_device_capability: {
    fractional_multi_vgpu: 'fractional_multiVgpu',
    heterogeneous_time_slice_profiles: 'heterogeneous_timeSlice_profile',
    heterogeneous_time_slice_sizes: 'heterogeneous_timeSlice_sizes',
    mig_time_slicing: 'mig_timeSlicing',
    mig_time_slicing_mode: 'mig_timeSlicing_mode',
  },
  vgpu_software_licensed_product: { product_name: 'licensed_product_name' },
  grid_licensed_product: { product_name: 'licensed_product_name' },
  mig_mode: { current: 'current_mig', pending: 'pending_mig' },
  mig_device: {
    shared_fb_memory_usage: 'fb_memory_usage',
    shared_bar1_memory: 'bar1_memory_usage',
    shared_bar1_memory_usage: 'bar1_memory_usage',
    ecc_errors: 'ecc_error_count',
  },
  ecc_error_count: { volatile: 'volatile_count' },
  driver_model: { current: 'current_dm', pending: 'pending_dm' },
  inforom_version: { image_version: 'img_version', power_management_object: 'pwr_object' },
  pci: {
    base_classcode: 'pci_base_class',
    sub_classcode: 'pci_sub_class',
    device_id: 'pci_device_id',
    bus_id: 'pci_bus_id',
    sub_system_id: 'pci_sub_system_id',
    gpu_link_info: 'pci_gpu_link_info',
    replays_since_reset: 'replay_counter',
    replay_number_rollovers: 'replay_rollover_counter',
    tx_throughput: 'tx_util',
    rx_throughput: 'rx_util',
  },
  pci_gpu_link_info: { pcie_generation: 'pcie_gen', link_width: 'link_widths' },
  pcie_gen: {
    max: 'max_link_gen',
    current: 'current_link_gen',
    device_current: 'device_current_link_gen',
    device_max: 'max_device_link_gen',
    host_max: 'max_host_link_gen',
  },
  link_widths: { max: 'max_link_width', current: 'current_link_width' },
  clocks_event_reasons: { idle: 'gpu_idle', display_clock_setting: 'display_clocks_setting' },
  clocks_throttle_reasons: { idle: 'gpu_idle', display_clock_setting: 'display_clocks_setting' },
  clocks_event_reasons_counters: {
    sw_power_capping: 'clocks_event_reasons_counters_sw_power_cap',
    sync_boost: 'clocks_event_reasons_counters_sync_boost',
    sw_thermal_slowdown: 'clocks_event_reasons_counters_sw_therm_slowdown',
    hw_thermal_slowdown: 'clocks_event_reasons_counters_hw_therm_slowdown',
    hw_power_braking: 'clocks_event_reasons_counters_hw_power_brake',
  },
  utilization: {
    gpu: 'gpu_util',
    memory: 'memory_util',
    encoder: 'encoder_util',
    decoder: 'decoder_util',
    jpeg: 'jpeg_util',
    ofa: 'ofa_util',
  },
  encoder_stats: { active_sessions: 'session_count' },
  dram_encryption_mode: { current: 'current_dram_encryption', pending: 'pending_dram_encryption' },
  ecc_mode: { current: 'current_ecc', pending: 'pending_ecc' },
  volatile: { sram_uncorrectable_sec_ded: 'sram_uncorrectable_secded' },
  aggregate: { sram_uncorrectable_sec_ded: 'sram_uncorrectable_secded' },
  retired_pages: {
    single_bit_ecc: 'multiple_single_bit_retirement/retired_count',
    double_bit_ecc: 'double_bit_retirement/retired_count',
    pending_page_blacklist: 'pending_retirement',
    pending: 'pending_retirement',
  },
  remapped_rows: {
    correctable_error: 'remapped_row_corr',
    inactive_correctable_error: 'remapped_row_corr_inactive',
    uncorrectable_error: 'remapped_row_unc',
    inactive_uncorrectable_error: 'remapped_row_unc_inactive',
    pending: 'remapped_row_pending',
    remapping_failure_occurred: 'remapped_row_failure',
    bank_remap_availability_histogram: 'row_remapper_histogram',
  },
  row_remapper_histogram: {
    max: 'row_remapper_histogram_max',
    high: 'row_remapper_histogram_high',
    partial: 'row_remapper_histogram_partial',
    low: 'row_remapper_histogram_low',
    none: 'row_remapper_histogram_none',
  },
  temperature: {
    gpu_current_temp: 'gpu_temp',
    gpu_t_limit_temp: 'gpu_temp_tlimit',
    gpu_shutdown_temp: 'gpu_temp_max_threshold',
    gpu_slowdown_temp: 'gpu_temp_slow_threshold',
    gpu_max_operating_temp: 'gpu_temp_max_gpu_threshold',
    memory_current_temp: 'memory_temp',
    memory_max_operating_temp: 'gpu_temp_max_mem_threshold',
    gpu_shutdown_t_limit_temp: 'gpu_temp_max_tlimit_threshold',
    gpu_slowdown_t_limit_temp: 'gpu_temp_slow_tlimit_threshold',
    gpu_max_operating_t_limit_temp: 'gpu_temp_max_gpu_tlimit_threshold',
    memory_max_operating_t_limit_temp: 'gpu_temp_max_mem_tlimit_threshold',
  },
  gpu_power_readings: { instantaneous_power_draw: 'instant_power_draw' },
  gpu_memory_power_readings: { instantaneous_power_draw: 'instant_power_draw', power_draw: 'power_draw' },
  module_power_readings: { instantaneous_power_draw: 'instant_power_draw' },
  clocks: { graphics: 'graphics_clock', sm: 'sm_clock', memory: 'mem_clock', video: 'video_clock' },
  voltage: { graphics: 'graphics_volt' },
  fabric: {
    cliqueid: 'cliqueId',
    clusteruuid: 'clusterUuid',
    clique_id: 'cliqueId',
    cluster_uuid: 'clusterUuid',
  },
  process_info: {
    process_id: 'pid',
    name: 'process_name',
    used_gpu_memory: 'used_memory',
  },
}

/** The XML's path, below the element `parent`, of what the text labels so. */
export function nameElement(parent: string, label: string): string {
  const snake = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '')
  const group = RENAMES[parent]
  return group && Object.hasOwn(group, snake) ? (group[snake] ?? snake) : snake
}
