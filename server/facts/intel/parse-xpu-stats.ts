import type { XpuStats, XpuStatsFacts } from '@/server/core/inventory/tools/intel-facts'
import { asMib } from '@/server/core/units/mib'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { JsonValues } from '@/server/facts/text/json-values'
import type { JsonObject } from '@/server/facts/text/read-json'
import { MAX_XPU_DEVICES } from './read-xpu-device'
import { readTableRows } from './table-rows'

/** `xpu-smi stats -d 0` of one device, or several such tables one after another. Throws `PartRefusal`. */
export function parseXpuStats(text: string, issues: IssueList): XpuStatsFacts {
  const devices: XpuStats[] = []
  let told: JsonObject | null = null
  const finish = () => {
    if (told) devices.push(readStats(told, issues))
  }
  for (const row of readTableRows(text)) {
    const [label, value] = row?.cells ?? []
    if (!row || label === undefined || value === undefined) continue
    if (label === 'Device ID') {
      finish()
      told = {}
      if (devices.length >= MAX_XPU_DEVICES) {
        throw new PartRefusal('tooLarge', row.line, `over ${MAX_XPU_DEVICES} devices`)
      }
    }
    if (told && LABELS.has(label) && !Object.hasOwn(told, label)) told[label] = value.trim()
  }
  finish()
  if (devices.length === 0) throw new PartRefusal('truncated', null, 'no row Device ID')
  return { devices }
}

/** Rows that are read. The first label goes on in the row below it: "all GPU Engines". */
const LABELS: ReadonlySet<string> = new Set([
  'Average % utilization of',
  'GPU Utilization (%)',
  'Device ID',
  'GPU Power (W)',
  'GPU Core Temperature (C)',
  'GPU Memory Temperature (C)',
  'GPU Memory Used (MiB)',
  'GPU Memory Util (%)',
  'GPU Frequency (MHz)',
  'Reset',
  'Programming Errors',
  'Driver Errors',
  'Cache Errors Correctable',
  'Cache Errors Uncorrectable',
  'Mem Errors Correctable',
  'Mem Errors Uncorrectable',
])

function readStats(told: JsonObject, issues: IssueList): XpuStats {
  const values = new JsonValues(told, `device ${String(told['Device ID'])}`, issues)
  const memoryUsedMib = values.quantity('', 'GPU Memory Used (MiB)')
  return {
    deviceId: values.count('Device ID'),
    utilisationPercent:
      values.quantity('', 'Average % utilization of') ?? values.quantity('', 'GPU Utilization (%)'),
    powerDrawW: values.quantity('', 'GPU Power (W)'),
    temperatureC: values.quantity('', 'GPU Core Temperature (C)'),
    memoryTemperatureC: values.quantity('', 'GPU Memory Temperature (C)'),
    memoryUsedMib: memoryUsedMib === null ? null : asMib(Math.floor(memoryUsedMib)),
    memoryUtilisationPercent: values.quantity('', 'GPU Memory Util (%)'),
    frequencyMhz: values.quantity('', 'GPU Frequency (MHz)'),
    resets: values.count('Reset'),
    programmingErrors: values.count('Programming Errors'),
    driverErrors: values.count('Driver Errors'),
    cacheErrorsCorrected: values.count('Cache Errors Correctable'),
    cacheErrorsUncorrected: values.count('Cache Errors Uncorrectable'),
    eccCorrected: values.count('Mem Errors Correctable'),
    eccUncorrected: values.count('Mem Errors Uncorrectable'),
  }
}
