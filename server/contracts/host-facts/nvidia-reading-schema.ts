import type {
  GpuClocks,
  NvidiaGpuReading,
  PowerLimits,
  TemperatureLimits,
  ThrottledMicroseconds,
} from '@/server/core/inventory/tools/nvidia-gpu-reading'
import { objectOf, orNull, quantity, whole } from './exact-schema'

const gpuClocks = objectOf<GpuClocks>({
  graphicsMhz: orNull(quantity),
  smMhz: orNull(quantity),
  memoryMhz: orNull(quantity),
  videoMhz: orNull(quantity),
})

const throttled = objectOf<ThrottledMicroseconds>({
  swPowerCap: orNull(whole),
  syncBoost: orNull(whole),
  swThermalSlowdown: orNull(whole),
  hwThermalSlowdown: orNull(whole),
  hwPowerBrakeSlowdown: orNull(whole),
})

export const nvidiaGpuReading = objectOf<NvidiaGpuReading>({
  memoryTemperatureC: orNull(quantity),
  temperatureHeadroomC: orNull(quantity),
  fanPercent: orNull(quantity),
  utilisation: objectOf({
    gpuPercent: orNull(quantity),
    memoryPercent: orNull(quantity),
    encoderPercent: orNull(quantity),
    decoderPercent: orNull(quantity),
    jpegPercent: orNull(quantity),
    opticalFlowPercent: orNull(quantity),
  }),
  clocks: gpuClocks,
  averagePowerW: orNull(quantity),
  instantPowerW: orNull(quantity),
  memoryPowerW: orNull(quantity),
  modulePowerW: orNull(quantity),
  throttledMicroseconds: throttled,
  pcieSentKbPerSecond: orNull(quantity),
  pcieReceivedKbPerSecond: orNull(quantity),
  graphicsVoltageMv: orNull(quantity),
  encoderSessions: orNull(whole),
})

export const powerLimits = objectOf<PowerLimits>({
  requestedW: orNull(quantity),
  defaultW: orNull(quantity),
  minW: orNull(quantity),
  maxW: orNull(quantity),
})

export const temperatureLimits = objectOf<TemperatureLimits>({
  shutdownC: orNull(quantity),
  slowdownC: orNull(quantity),
  maxOperatingC: orNull(quantity),
  memoryMaxOperatingC: orNull(quantity),
  targetC: orNull(quantity),
  shutdownHeadroomC: orNull(quantity),
  slowdownHeadroomC: orNull(quantity),
  maxOperatingHeadroomC: orNull(quantity),
  memoryMaxOperatingHeadroomC: orNull(quantity),
})
