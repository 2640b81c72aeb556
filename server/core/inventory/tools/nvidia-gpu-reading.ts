/**
 * What moves by itself on a GPU, as nvidia-smi printed it at one moment. A vGPU guest has no sensors and prints 0 C
 * and 0 MHz: there these are null.
 */
export interface NvidiaGpuReading {
  memoryTemperatureC: number | null
  /** Degrees left until the driver slows the GPU down; may be negative. */
  temperatureHeadroomC: number | null
  fanPercent: number | null
  /** Shares of the last sampling period in which the unit was busy; null under MIG. */
  utilisation: {
    gpuPercent: number | null
    memoryPercent: number | null
    encoderPercent: number | null
    decoderPercent: number | null
    jpegPercent: number | null
    opticalFlowPercent: number | null
  }
  clocks: GpuClocks
  /** The average of about a second and the momentary value; older drivers tell neither apart (`powerDrawW`). */
  averagePowerW: number | null
  instantPowerW: number | null
  memoryPowerW: number | null
  /** Of the whole module, Grace and memory included, where there is one. */
  modulePowerW: number | null
  /** Time since the driver loaded in which clocks were held down; passes 2^32. Null before driver 590. */
  throttledMicroseconds: ThrottledMicroseconds
  pcieSentKbPerSecond: number | null
  pcieReceivedKbPerSecond: number | null
  graphicsVoltageMv: number | null
  encoderSessions: number | null
}

export interface GpuClocks {
  graphicsMhz: number | null
  smMhz: number | null
  memoryMhz: number | null
  videoMhz: number | null
}

export interface ThrottledMicroseconds {
  swPowerCap: number | null
  syncBoost: number | null
  swThermalSlowdown: number | null
  hwThermalSlowdown: number | null
  hwPowerBrakeSlowdown: number | null
}

export interface PowerLimits {
  requestedW: number | null
  defaultW: number | null
  minW: number | null
  maxW: number | null
}

/**
 * Where the driver acts. Older GPUs tell degrees, Ada, Hopper and Blackwell tell headroom: the `temperatureHeadroomC`
 * at which it happens, mostly negative.
 */
export interface TemperatureLimits {
  shutdownC: number | null
  slowdownC: number | null
  maxOperatingC: number | null
  memoryMaxOperatingC: number | null
  targetC: number | null
  shutdownHeadroomC: number | null
  slowdownHeadroomC: number | null
  maxOperatingHeadroomC: number | null
  memoryMaxOperatingHeadroomC: number | null
}
