import type { AmdDevice, AmdFacts, AmdLink } from '@/server/core/inventory/tools/amd-facts'
import { parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { JsonValues } from '@/server/facts/text/json-values'
import { isJsonObject, type JsonObject, readJson } from '@/server/facts/text/read-json'
import { createAmdDevice, dropZeroId, MAX_AMD_DEVICES, MAX_AMD_LINKS, markPartitions } from './amd-device'
import { cutOutJson } from './cut-out-json'

/**
 * `rocm-smi -a --json` (or any of its `--show…`) of ROCm 4 to 6: `card<n>` entries with flat keys whose spelling
 * differs between releases, and `system` for what concerns all. Throws `PartRefusal`.
 */
export function parseRocmSmi(text: string, issues: IssueList): AmdFacts {
  const { document, firstLine } = cutOutJson(text, issues)
  const root = readJson(document, issues, firstLine)
  if (!isJsonObject(root)) throw new PartRefusal('malformed', firstLine, 'the document is no object')
  const cards = Object.entries(root).filter(([label]) => /^card\d{1,5}$/.test(label))
  if (cards.length > MAX_AMD_DEVICES) {
    throw new PartRefusal('tooLarge', firstLine, `over ${MAX_AMD_DEVICES} cards`)
  }
  const system = isJsonObject(root.system) ? root.system : {}
  if (cards.length === 0 && !isJsonObject(root.system)) {
    throw new PartRefusal('unrecognised', firstLine, 'neither a card nor the system')
  }
  if (cards.length === 0) issues.add('noDevices', null, 'no card')
  const devices = cards.map(([label, card]) => readCard(label, isJsonObject(card) ? card : {}, issues))
  markPartitions(devices, false)
  return {
    driverVersion: new JsonValues(system, 'system', issues).text('Driver version'),
    devices,
    links: readLinks(system, issues),
  }
}

function readCard(label: string, card: JsonObject, issues: IssueList): AmdDevice {
  const values = new JsonValues(card, label, issues)
  const bus = values.text('PCI Bus')
  const model = values.text('Card model')
  return {
    ...createAmdDevice(label),
    address: bus === null ? null : (parsePciAddress(bus) ?? values.reject(['PCI Bus'], bus)),
    uniqueId: dropZeroId(values.text('Unique ID')),
    serial: dropZeroId(values.text('Serial Number')),
    // From ROCm 6.1 on "Card Model" is the device id; before, "Card model" was the name of the subsystem or its id.
    deviceId: values.hexId(4, 'Device ID') ?? values.hexId(4, 'GPU ID') ?? readHexModel(values, 'Card Model'),
    subsystemId: values.hexId(4, 'Subsystem ID') ?? readHexModel(values, 'Card model'),
    revision: values.hexId(2, 'Device Rev'),
    productName: values.text('Card Series') ?? values.text('Card series') ?? values.text('Device Name'),
    productModel: values.text('Card Model') ?? model,
    sku: values.text('Card SKU'),
    gfxVersion: values.text('GFX Version'),
    vbiosVersion: values.text('VBIOS version'),
    numaNode: values.nodeNumber('(Topology) Numa Node'),
    kfdNode: values.nodeNumber('Node ID'),
    kfdGpuId: values.count('GUID'),
    computePartition: values.text('Compute Partition'),
    memoryPartition: values.text('Memory Partition'),
    vramTotalMib: values.mibOfBytes('VRAM Total Memory (B)'),
    vramUsedMib: values.mibOfBytes('VRAM Total Used Memory (B)'),
    memoryVendor: values.text('GPU memory vendor'),
    ...readCurrentLink(values),
    ...readMaxLink(card),
    replayCounter: values.count('PCIe Replay Count'),
    powerLimitW: values.quantity('', 'Max Graphics Package Power (W)'),
    powerDrawW:
      values.quantity('', 'Current Socket Graphics Package Power (W)') ??
      values.quantity('', 'Average Graphics Package Power (W)'),
    temperatureC: values.quantity('', 'Temperature (Sensor edge) (C)'),
    temperatureHotspotC: values.quantity('', 'Temperature (Sensor junction) (C)'),
    temperatureMemoryC: values.quantity('', 'Temperature (Sensor memory) (C)'),
    utilisationPercent: values.quantity('', 'GPU use (%)'),
    performanceLevel: values.text('Performance Level'),
  }
}

function readHexModel(values: JsonValues, key: string): string | null {
  return values.text(key)?.startsWith('0x') ? values.hexId(4, key) : null
}

const LINK_LEVEL = /^(\d{1,3}(?:\.\d)?)GT\/s x(\d{1,2})(?: \*)?$/

/** `1 (16.0GT/s x16)`: the level in use and what it stands for. */
function readCurrentLink(values: JsonValues): Pick<AmdDevice, 'linkCurrentGts' | 'linkCurrentWidth'> {
  const text = values.text('pcie clock level')
  const level = LINK_LEVEL.exec(/^\d{1,2} \((.{1,40})\)$/.exec(text ?? '')?.[1] ?? '')
  if (text !== null && !level) values.reject(['pcie clock level'], text)
  return {
    linkCurrentGts: level ? Number(level[1]) : null,
    linkCurrentWidth: level ? Number(level[2]) : null,
  }
}

/** Keys `"0"`, `"1"`, … are the levels of all clocks, one over the other; those that speak of GT/s are PCIe's. */
function readMaxLink(card: JsonObject): Pick<AmdDevice, 'linkMaxGts' | 'linkMaxWidth'> {
  let linkMaxGts: number | null = null
  let linkMaxWidth: number | null = null
  for (let index = 0; index < 32; index += 1) {
    const raw = card[String(index)]
    const level = typeof raw === 'string' ? LINK_LEVEL.exec(raw.trim()) : null
    if (!level) continue
    linkMaxGts = Math.max(linkMaxGts ?? 0, Number(level[1]))
    linkMaxWidth = Math.max(linkMaxWidth ?? 0, Number(level[2]))
  }
  return { linkMaxGts, linkMaxWidth }
}

const LINK_KEY = /^\(Topology\) (?:Weight|Hops|Link type) between DRM devices (\d{1,5}) and (\d{1,5})$/

function readLinks(system: JsonObject, issues: IssueList): AmdLink[] {
  const values = new JsonValues(system, 'system', issues)
  const links = new Map<string, AmdLink>()
  for (const key of Object.keys(system)) {
    const [, from, to] = LINK_KEY.exec(key) ?? []
    if (from === undefined || to === undefined || links.has(`${from} ${to}`)) continue
    if (links.size >= MAX_AMD_LINKS) throw new PartRefusal('tooLarge', null, `over ${MAX_AMD_LINKS} links`)
    const pair = `between DRM devices ${from} and ${to}`
    links.set(`${from} ${to}`, {
      from: Number(from),
      to: Number(to),
      type: values.text(`(Topology) Link type ${pair}`),
      hops: values.count(`(Topology) Hops ${pair}`),
      weight: values.count(`(Topology) Weight ${pair}`),
    })
  }
  return [...links.values()]
}
