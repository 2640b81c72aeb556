import type { GpuLayout } from '@/emulator/gpu-layout'
import { entry, type SmiNode, section, when } from './smi-node'

const REASONS: [xml: string, text: string][] = [
  ['gpu_idle', 'Idle'],
  ['applications_clocks_setting', 'Applications Clocks Setting'],
  ['sw_power_cap', 'SW Power Cap'],
  ['hw_slowdown', 'HW Slowdown'],
  ['hw_thermal_slowdown', '    HW Thermal Slowdown'],
  ['hw_power_brake_slowdown', '    HW Power Brake Slowdown'],
  ['sync_boost', 'Sync Boost'],
  ['sw_thermal_slowdown', 'SW Thermal Slowdown'],
  ['display_clocks_setting', 'Display Clock Setting'],
]

/** Why clocks are held down; `throttle` until driver 525, `event` from 535. */
export function listLoad(gpu: GpuLayout, major: number): SmiNode[] {
  const word = major >= 535 ? 'event' : 'throttle'
  const title = major >= 535 ? 'Clocks Event Reasons' : 'Clocks Throttle Reasons'
  const isIdle = gpu.utilizationPercent === 0
  return [
    section(
      `clocks_${word}_reasons`,
      title,
      REASONS.map(([xml, text]) =>
        entry(`clocks_${word}_reason_${xml}`, text, xml === 'gpu_idle' && isIdle ? 'Active' : 'Not Active'),
      ),
    ),
    ...when(
      major >= 590,
      section('clocks_event_reasons_counters', 'Clocks Event Reasons Counters', [
        entry('clocks_event_reasons_counters_sw_power_cap', 'SW Power Capping', '9840338777 us'),
        entry('clocks_event_reasons_counters_sync_boost', 'Sync Boost', '0 us'),
      ]),
    ),
  ]
}

/** Memory, compute mode and utilisation. */
export function listMemory(gpu: GpuLayout, major: number): SmiNode[] {
  const { board } = gpu
  const reserved = major >= 510 ? board.reservedMib : null
  return [
    describeMemory('fb_memory_usage', 'FB Memory Usage', board.memoryMib, reserved, gpu.usedMib),
    describeMemory('bar1_memory_usage', 'BAR1 Memory Usage', board.bar1Mib, null, gpu.processes.length + 1),
    ...when(
      major >= 535,
      describeMemory('cc_protected_memory_usage', 'Conf Compute Protected Memory Usage', 0, null, 0),
    ),
    entry('compute_mode', 'Compute Mode', 'Default'),
    section('utilization', 'Utilization', listUtilization(gpu, major)),
  ]
}

function describeMemory(
  xml: string,
  text: string,
  totalMib: number,
  reservedMib: number | null,
  usedMib: number,
): SmiNode {
  return section(xml, text, [
    entry('total', 'Total', `${totalMib} MiB`),
    ...(reservedMib === null ? [] : [entry('reserved', 'Reserved', `${reservedMib} MiB`)]),
    entry('used', 'Used', `${usedMib} MiB`),
    entry('free', 'Free', `${totalMib - (reservedMib ?? 0) - usedMib} MiB`),
  ])
}

function listUtilization({ mig, utilizationPercent }: GpuLayout, major: number): SmiNode[] {
  // A GPU in MIG mode has no utilisation of its own.
  const percent = (value: number) => (mig ? 'N/A' : `${value} %`)
  return [
    entry('gpu_util', major >= 570 ? 'GPU' : 'Gpu', percent(utilizationPercent)),
    entry('memory_util', 'Memory', percent(Math.round(utilizationPercent / 2))),
    entry('encoder_util', 'Encoder', percent(0)),
    entry('decoder_util', 'Decoder', percent(0)),
    ...when(major >= 535, entry('jpeg_util', 'JPEG', percent(0)), entry('ofa_util', 'OFA', percent(0))),
  ]
}

/** Boards from Ada and Hopper on tell how far they are from their limit, older ones the limit itself. */
export function listTemperature(gpu: GpuLayout, major: number): SmiNode[] {
  const isNewBoard = ['Ada Lovelace', 'Hopper', 'Blackwell'].includes(gpu.board.architecture)
  return [
    section('temperature', 'Temperature', [
      entry('gpu_temp', 'GPU Current Temp', `${gpu.temperatureC} C`),
      ...when(
        major >= 525,
        entry('gpu_temp_tlimit', 'GPU T.Limit Temp', isNewBoard ? `${87 - gpu.temperatureC} C` : 'N/A'),
      ),
      ...(isNewBoard && major >= 535
        ? [
            entry('gpu_temp_max_tlimit_threshold', 'GPU Shutdown T.Limit Temp', '-8 C'),
            entry('gpu_temp_slow_tlimit_threshold', 'GPU Slowdown T.Limit Temp', '-2 C'),
            entry('gpu_temp_max_gpu_tlimit_threshold', 'GPU Max Operating T.Limit Temp', '0 C'),
          ]
        : [
            entry('gpu_temp_max_threshold', 'GPU Shutdown Temp', '95 C'),
            entry('gpu_temp_slow_threshold', 'GPU Slowdown Temp', '92 C'),
            entry('gpu_temp_max_gpu_threshold', 'GPU Max Operating Temp', '85 C'),
          ]),
      entry('gpu_target_temperature', 'GPU Target Temperature', 'N/A'),
      entry('memory_temp', 'Memory Current Temp', `${gpu.temperatureC + 6} C`),
      entry('gpu_temp_max_mem_threshold', 'Memory Max Operating Temp', '95 C'),
    ]),
  ]
}

export function listPower(gpu: GpuLayout, major: number): SmiNode[] {
  const { board } = gpu
  const draw = `${gpu.powerW.toFixed(2)} W`
  const limit = `${board.powerLimitW.toFixed(2)} W`
  const least = `${board.minPowerLimitW.toFixed(2)} W`
  if (major < 535) {
    return [
      section('power_readings', 'Power Readings', [
        entry('power_state', null, gpu.utilizationPercent > 0 ? 'P0' : 'P8'),
        entry('power_management', 'Power Management', 'Supported'),
        entry('power_draw', 'Power Draw', draw),
        entry('power_limit', 'Power Limit', limit),
        entry('default_power_limit', 'Default Power Limit', limit),
        entry('enforced_power_limit', 'Enforced Power Limit', limit),
        entry('min_power_limit', 'Min Power Limit', least),
        entry('max_power_limit', 'Max Power Limit', limit),
      ]),
    ]
  }
  const listDraws = (value: string) =>
    major < 570
      ? [entry('power_draw', 'Power Draw', value)]
      : [
          entry('average_power_draw', 'Average Power Draw', value),
          entry('instant_power_draw', 'Instantaneous Power Draw', value),
        ]
  const listLimits = (most: string, fewest: string) => [
    entry('current_power_limit', 'Current Power Limit', most),
    entry('requested_power_limit', 'Requested Power Limit', most),
    entry('default_power_limit', 'Default Power Limit', most),
    entry('min_power_limit', 'Min Power Limit', fewest),
    entry('max_power_limit', 'Max Power Limit', most),
  ]
  return [
    section('gpu_power_readings', 'GPU Power Readings', [...listDraws(draw), ...listLimits(limit, least)]),
    ...when(
      major >= 570,
      section('gpu_memory_power_readings', 'GPU Memory Power Readings', listDraws('N/A')),
    ),
    section('module_power_readings', 'Module Power Readings', [
      ...listDraws('N/A'),
      ...listLimits('N/A', 'N/A'),
    ]),
  ]
}

export function listClocks({ board, utilizationPercent }: GpuLayout): SmiNode[] {
  const clock = utilizationPercent > 0 ? board.smClockMhz : 345
  const list = (sm: number): SmiNode[] => [
    entry('graphics_clock', 'Graphics', `${sm} MHz`),
    entry('sm_clock', 'SM', `${sm} MHz`),
    entry('mem_clock', 'Memory', `${board.memoryClockMhz} MHz`),
    entry('video_clock', 'Video', `${Math.round(sm * 0.8)} MHz`),
  ]
  return [
    section('clocks', 'Clocks', list(clock)),
    section('max_clocks', 'Max Clocks', list(board.smClockMhz)),
  ]
}
