import type { GpuLayout } from '@/emulator/gpu-layout'
import type { LoadLayout } from '@/emulator/host-layout'

/**
 * When a host is looked at. `stage` is its place in the short history that each layout tells (something changes from
 * one to the next); `tick` only moves readings such as temperatures.
 */
export interface Moment {
  stage: Stage
  tick: number
}

export type Stage = 0 | 1 | 2
export const STAGES: Stage[] = [0, 1, 2]

type Readings = Pick<GpuLayout, 'usedMib' | 'temperatureC' | 'powerW' | 'utilizationPercent' | 'processes'>

/** Readings of a working GPU: around a level, never twice the same, and the same for the same tick. */
export function readBusyGpu(
  seed: number,
  tick: number,
  powerLimitW: number,
  usedMib: number,
  program: string,
): Readings {
  const swing = Math.sin(tick * 0.9 + seed * 1.7)
  return {
    usedMib: usedMib + 40,
    temperatureC: Math.round(58 + swing * 6),
    powerW: Math.round(powerLimitW * (0.72 + swing * 0.1) * 100) / 100,
    utilizationPercent: Math.round(84 + swing * 12),
    processes: [
      {
        pid: 20_000 + seed * 37,
        type: 'C',
        name: program,
        usedMib,
        gpuInstanceId: null,
        computeInstanceId: null,
      },
    ],
  }
}

export function readIdleGpu(seed: number, tick: number, powerLimitW: number): Readings {
  return {
    usedMib: 4,
    temperatureC: Math.round(31 + Math.sin(tick + seed) * 2),
    powerW: Math.round(powerLimitW * 11) / 100,
    utilizationPercent: 0,
    processes: [],
  }
}

/** Pressure and softirqs of a machine that has something to do. */
export function readLoad(tick: number): LoadLayout {
  const stall = (level: number) => ({
    avg10: level + Math.round(Math.sin(tick) * level * 0.3),
    avg60: level,
    avg300: Math.round(level * 0.9),
    totalMicroseconds: 48_000_000 + level * (1000 + tick * 37),
  })
  return {
    pressure: [
      { resource: 'cpu', some: stall(212), full: stall(0) },
      { resource: 'memory', some: stall(3), full: stall(2) },
      { resource: 'io', some: stall(41), full: stall(33) },
      { resource: 'irq', some: null, full: stall(5) },
    ],
    softirqs: [
      'HI',
      'TIMER',
      'NET_TX',
      'NET_RX',
      'BLOCK',
      'IRQ_POLL',
      'TASKLET',
      'SCHED',
      'HRTIMER',
      'RCU',
    ].map((name, index) => ({ name, perCpu: 1000 + index * 211 + tick * (index + 1) })),
  }
}
