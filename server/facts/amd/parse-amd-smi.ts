import type { AmdDevice, AmdFacts, AmdLink } from '@/server/core/inventory/tools/amd-facts'
import { asMib, type Mib } from '@/server/core/units/mib'
import { parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { JsonValues } from '@/server/facts/text/json-values'
import { isJsonObject, readJson } from '@/server/facts/text/read-json'
import { createAmdDevice, dropZeroId, MAX_AMD_DEVICES, MAX_AMD_LINKS, markPartitions } from './amd-device'
import { splitCommandBlocks } from './split-command-blocks'

/**
 * `amd-smi list|static|metric|topology --json`: one document, or several with a line `# amd-smi static --json` before
 * each. A GPU's entries are joined by its number; what was told first stays. Throws `PartRefusal`.
 */
export function parseAmdSmi(text: string, issues: IssueList): AmdFacts {
  const reader = new AmdSmiReader(issues)
  const blocks = splitCommandBlocks(text, issues)
  for (const { document, firstLine } of blocks) reader.read(readJson(document, issues, firstLine), firstLine)
  if (blocks.length === 0) throw new PartRefusal('truncated', 1, 'no JSON document')
  return reader.finish()
}

class AmdSmiReader {
  readonly #issues: IssueList
  readonly #devices = new Map<number, AmdDevice>()
  readonly #links: AmdLink[] = []
  #driverVersion: string | null = null

  constructor(issues: IssueList) {
    this.#issues = issues
  }

  read(document: unknown, line: number): void {
    // From ROCm 7 on the list is wrapped.
    const entries = isJsonObject(document) ? document.gpu_data : document
    if (!Array.isArray(entries)) throw new PartRefusal('unrecognised', line, 'no list of GPUs')
    for (const entry of entries) {
      const gpu = isJsonObject(entry) ? entry.gpu : undefined
      if (!isJsonObject(entry) || typeof gpu !== 'number' || !Number.isSafeInteger(gpu) || gpu < 0) {
        this.#issues.add('unreadableValue', line, 'an entry without its GPU number')
        continue
      }
      const values = new JsonValues(entry, `gpu ${gpu}`, this.#issues)
      this.#driverVersion ??= values.text('driver', 'version') ?? values.text('driver', 'driver_version')
      fillIn(this.#enter(gpu, line), { ...readStatic(values), ...readMetric(values) })
      this.#readLinks(gpu, entry.links, line)
    }
  }

  finish(): AmdFacts {
    const devices = [...this.#devices.values()]
    if (devices.length === 0) this.#issues.add('noDevices', null, 'no GPU')
    markPartitions(devices, true)
    return { driverVersion: this.#driverVersion, devices, links: this.#links }
  }

  #enter(gpu: number, line: number): AmdDevice {
    const known = this.#devices.get(gpu)
    if (known) return known
    if (this.#devices.size >= MAX_AMD_DEVICES) {
      throw new PartRefusal('tooLarge', line, `over ${MAX_AMD_DEVICES} GPUs`)
    }
    const device = createAmdDevice(String(gpu))
    this.#devices.set(gpu, device)
    return device
  }

  #readLinks(from: number, links: unknown, line: number): void {
    if (!Array.isArray(links)) return
    for (const link of links) {
      const values = new JsonValues(isJsonObject(link) ? link : {}, `gpu ${from} link`, this.#issues)
      const to = values.count('gpu')
      if (to === null || to <= from) continue
      if (this.#links.length >= MAX_AMD_LINKS) {
        throw new PartRefusal('tooLarge', line, `over ${MAX_AMD_LINKS} links`)
      }
      const [type, hops, weight] = [
        values.text('link_type'),
        values.count('num_hops'),
        values.count('weight'),
      ]
      this.#links.push({ from, to, type, hops, weight })
    }
  }
}

function fillIn(device: AmdDevice, told: Partial<AmdDevice>): void {
  for (const [name, value] of Object.entries(told)) {
    const key = name as keyof AmdDevice
    if (device[key] === null) Object.assign(device, { [key]: value })
  }
}

function readStatic(values: JsonValues): Partial<AmdDevice> {
  const bdf = values.text('bdf') ?? values.text('bus', 'bdf')
  const vbios = values.raw('vbios') === undefined ? 'ifwi' : 'vbios'
  return {
    address: bdf === null ? null : (parsePciAddress(bdf) ?? values.reject(['bdf'], bdf)),
    uuid: values.text('uuid'),
    kfdGpuId: values.count('kfd_id'),
    kfdNode: values.count('node_id'),
    partitionId: values.count('partition_id') ?? values.count('partition', 'partition_id'),
    uniqueId: dropZeroId(values.text('asic', 'asic_serial')),
    serial: dropZeroId(values.text('board', 'product_serial')),
    deviceId: values.hexId(4, 'asic', 'device_id'),
    subsystemId: values.hexId(4, 'asic', 'subsystem_id'),
    revision: values.hexId(2, 'asic', 'rev_id'),
    productName: values.text('asic', 'market_name'),
    productModel: values.text('board', 'model_number'),
    gfxVersion: values.text('asic', 'target_graphics_version'),
    oamId: values.count('asic', 'oam_id'),
    vbiosVersion: values.text(vbios, 'version'),
    vbiosPartNumber: values.text(vbios, 'part_number'),
    numaNode: values.nodeNumber('numa', 'node'),
    computePartition:
      values.text('partition', 'compute_partition') ?? values.text('partition', 'accelerator_partition'),
    memoryPartition: values.text('partition', 'memory_partition'),
    vramTotalMib: readMegabytes(values, 'vram', 'size'),
    vramType: values.text('vram', 'type'),
    memoryVendor: values.text('vram', 'vendor'),
    linkMaxGts: values.quantity('GT/s', 'bus', 'max_pcie_speed'),
    linkMaxWidth: values.count('bus', 'max_pcie_width'),
    powerLimitW:
      values.quantity('W', 'limit', 'socket_power') ??
      values.quantity('W', 'limit', 'ppt0', 'socket_power_limit'),
  }
}

function readMetric(values: JsonValues): Partial<AmdDevice> {
  const told: Partial<AmdDevice> = {
    vramUsedMib: readMegabytes(values, 'mem_usage', 'used_vram'),
    linkCurrentGts:
      values.quantity('GT/s', 'pcie', 'speed') ?? values.quantity('GT/s', 'pcie', 'current_speed'),
    linkCurrentWidth: values.count('pcie', 'width') ?? values.count('pcie', 'current_lanes'),
    replayCounter: values.count('pcie', 'replay_count'),
    powerDrawW:
      values.quantity('W', 'power', 'socket_power') ??
      values.quantity('W', 'power', 'current_socket_power') ??
      values.quantity('W', 'power', 'average_socket_power'),
    temperatureC: values.quantity('C', 'temperature', 'edge'),
    temperatureHotspotC: values.quantity('C', 'temperature', 'hotspot'),
    temperatureMemoryC: values.quantity('C', 'temperature', 'mem'),
    utilisationPercent: values.quantity('%', 'usage', 'gfx_activity'),
    performanceLevel: values.text('perf_level'),
    eccUncorrected: values.count('ecc', 'total_uncorrectable_count'),
    eccCorrected: values.count('ecc', 'total_correctable_count'),
  }
  const vramTotalMib = readMegabytes(values, 'mem_usage', 'total_vram')
  return vramTotalMib === null ? told : { ...told, vramTotalMib }
}

/** What amd-smi calls MB is bytes shifted by 20. */
function readMegabytes(values: JsonValues, ...path: string[]): Mib | null {
  const value = values.quantity('MB', ...path)
  return value === null ? null : asMib(Math.floor(value))
}
