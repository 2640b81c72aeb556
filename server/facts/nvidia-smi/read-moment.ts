import type {
  NvidiaGpuReading,
  PowerLimits,
  TemperatureLimits,
} from '@/server/core/inventory/tools/nvidia-gpu-reading'
import type { GpuReader } from './gpu-reader'

/** `isVgpuGuest`: it has no sensors and prints zeros for what it cannot see. */
export function readMoment(gpu: GpuReader, isVgpuGuest: boolean): NvidiaGpuReading {
  const power = gpu.enter('gpu_power_readings') ?? gpu.enter('power_readings')
  const readClock = (name: string) => readSensor(gpu, `clocks/${name}`, 'MHz', isVgpuGuest)
  return {
    memoryTemperatureC: readSensor(gpu, 'temperature/memory_temp', 'C', isVgpuGuest),
    temperatureHeadroomC: gpu.quantity('temperature/gpu_temp_tlimit', 'C'),
    fanPercent: gpu.quantity('fan_speed', '%'),
    utilisation: {
      gpuPercent: gpu.quantity('utilization/gpu_util', '%'),
      memoryPercent: gpu.quantity('utilization/memory_util', '%'),
      encoderPercent: gpu.quantity('utilization/encoder_util', '%'),
      decoderPercent: gpu.quantity('utilization/decoder_util', '%'),
      jpegPercent: gpu.quantity('utilization/jpeg_util', '%'),
      opticalFlowPercent: gpu.quantity('utilization/ofa_util', '%'),
    },
    clocks: {
      graphicsMhz: readClock('graphics_clock'),
      smMhz: readClock('sm_clock'),
      memoryMhz: readClock('mem_clock'),
      videoMhz: readClock('video_clock'),
    },
    averagePowerW: power?.quantity('average_power_draw', 'W') ?? null,
    instantPowerW: power?.quantity('instant_power_draw', 'W') ?? null,
    memoryPowerW: readDraw(gpu.enter('gpu_memory_power_readings')),
    modulePowerW: readDraw(gpu.enter('module_power_readings')),
    throttledMicroseconds: readThrottled(gpu),
    pcieSentKbPerSecond: gpu.quantity('pci/tx_util', 'KB/s'),
    pcieReceivedKbPerSecond: gpu.quantity('pci/rx_util', 'KB/s'),
    graphicsVoltageMv: readSensor(gpu, 'voltage/graphics_volt', 'mV', isVgpuGuest),
    encoderSessions: gpu.count('encoder_stats/session_count'),
  }
}

/** No GPU in service runs at 0 C, 0 MHz or 0 mV; a vGPU guest says so for want of a sensor. */
export function readSensor(gpu: GpuReader, path: string, unit: string, isVgpuGuest: boolean): number | null {
  const value = gpu.quantity(path, unit)
  return isVgpuGuest && value === 0 ? null : value
}

/** Instant from 570 on, before that one value without a name, else the average. */
export function readDraw(block: GpuReader | null): number | null {
  if (!block) return null
  return (
    block.quantity('instant_power_draw', 'W') ??
    block.quantity('power_draw', 'W') ??
    block.quantity('average_power_draw', 'W')
  )
}

/** The counters' names abbreviate: `therm_slowdown`, `power_brake`. */
function readThrottled(gpu: GpuReader): NvidiaGpuReading['throttledMicroseconds'] {
  const path = 'clocks_event_reasons_counters/clocks_event_reasons_counters'
  return {
    swPowerCap: gpu.quantity(`${path}_sw_power_cap`, 'us'),
    syncBoost: gpu.quantity(`${path}_sync_boost`, 'us'),
    swThermalSlowdown: gpu.quantity(`${path}_sw_therm_slowdown`, 'us'),
    hwThermalSlowdown: gpu.quantity(`${path}_hw_therm_slowdown`, 'us'),
    hwPowerBrakeSlowdown: gpu.quantity(`${path}_hw_power_brake`, 'us'),
  }
}

/** What was asked for, and between which bounds; `power_readings` called the request `power_limit`. */
export function readPowerLimits(gpu: GpuReader): PowerLimits {
  const power = gpu.enter('gpu_power_readings') ?? gpu.enter('power_readings')
  return {
    requestedW: power?.quantity('requested_power_limit', 'W') ?? power?.quantity('power_limit', 'W') ?? null,
    defaultW: power?.quantity('default_power_limit', 'W') ?? null,
    minW: power?.quantity('min_power_limit', 'W') ?? null,
    maxW: power?.quantity('max_power_limit', 'W') ?? null,
  }
}

export function readTemperatureLimits(gpu: GpuReader): TemperatureLimits {
  const readLimit = (name: string) => gpu.quantity(`temperature/gpu_${name}`, 'C')
  return {
    shutdownC: readLimit('temp_max_threshold'),
    slowdownC: readLimit('temp_slow_threshold'),
    maxOperatingC: readLimit('temp_max_gpu_threshold'),
    memoryMaxOperatingC: readLimit('temp_max_mem_threshold'),
    targetC: readLimit('target_temperature'),
    shutdownHeadroomC: readLimit('temp_max_tlimit_threshold'),
    slowdownHeadroomC: readLimit('temp_slow_tlimit_threshold'),
    maxOperatingHeadroomC: readLimit('temp_max_gpu_tlimit_threshold'),
    memoryMaxOperatingHeadroomC: readLimit('temp_max_mem_tlimit_threshold'),
  }
}
