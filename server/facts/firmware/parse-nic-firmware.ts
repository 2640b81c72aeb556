import type { NicFirmware, NicFirmwareFacts } from '@/server/core/inventory/tools/driver-facts'
import { parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'

/** The collector's header, or a pasted prompt. */
const HEADER = /^# (?:nic|(?:\S*\/)?ethtool -i) (\S{1,64})$/

const RDMA = /^\/sys\/class\/infiniband\/([\w.-]{1,64})\/(\w{1,32}):(.*)$/

const PAIR = /^([a-z][a-z-]{1,40}): ?(.*)$/

/** `28.43.1014 (MT_0000000834)`: NVIDIA's adapters print their board's PSID behind the version. */
const WITH_BOARD = /^(\d{1,5}(?:\.\d{1,6}){2,3}) \(([A-Z][A-Z0-9_]{5,31})\)$/

/** SR-IOV gives a host some hundred virtual interfaces per adapter. */
const MAX_NICS = 10_000

/** `ethtool -i` of several interfaces, or of one alone, and lines of /sys/class/infiniband. Throws `PartRefusal`. */
export function parseNicFirmware(text: string, issues: IssueList): NicFirmwareFacts {
  const reader = new NicReader()
  text.split('\n').forEach((raw, offset) => {
    const content = raw.trim()
    const header = HEADER.exec(content)
    const rdma = RDMA.exec(content)
    const pair = PAIR.exec(content)
    if (header?.[1]) reader.open(header[1])
    else if (rdma) takeRdma(reader.find(rdma[1] ?? ''), rdma[2] ?? '', rdma[3]?.trim() ?? '')
    else if (pair?.[1]) takeEthtool(reader.enter(pair[1]), pair[1], pair[2] ?? '')
    else if (content !== '') issues.add('unreadableLine', offset + 1, content)
    if (reader.nics.length > MAX_NICS)
      throw new PartRefusal('tooLarge', offset + 1, `over ${MAX_NICS} adapters`)
  })
  if (reader.nics.length === 0) throw new PartRefusal('unrecognised', 1, 'neither ethtool -i nor infiniband')
  return { nics: reader.nics }
}

class NicReader {
  readonly nics: NicFirmware[] = []
  readonly #rdma = new Map<string, NicFirmware>()
  #netdev: NicFirmware | null = null
  #keys = new Set<string>()

  open(name: string | null): NicFirmware {
    const nic = createNic('netdev', name)
    this.nics.push(nic)
    this.#netdev = nic
    this.#keys = new Set()
    return nic
  }

  /** The interface a key belongs to: without headers, a key that comes again begins the next one. */
  enter(key: string): NicFirmware {
    const nic = this.#netdev === null || this.#keys.has(key) ? this.open(null) : this.#netdev
    this.#keys.add(key)
    return nic
  }

  find(name: string): NicFirmware {
    const nic = this.#rdma.get(name) ?? createNic('rdma', name)
    if (!this.#rdma.has(name)) this.nics.push(nic)
    this.#rdma.set(name, nic)
    return nic
  }
}

function takeEthtool(nic: NicFirmware, key: string, value: string): void {
  const told = readText(value)
  if (key === 'driver') nic.driver = told
  else if (key === 'version') nic.driverVersion = told
  else if (key === 'bus-info') nic.address = parsePciAddress(value)
  else if (key === 'firmware-version') {
    const parts = WITH_BOARD.exec(told ?? '')
    nic.firmwareVersion = parts?.[1] ?? told
    nic.boardId = parts?.[2] ?? null
  }
}

/** `device` is the name of the link's target: the PCI function. */
function takeRdma(nic: NicFirmware, attribute: string, value: string): void {
  if (attribute === 'fw_ver') nic.firmwareVersion ??= readText(value)
  else if (attribute === 'board_id') nic.boardId ??= readText(value)
  else if (attribute === 'hca_type') nic.hcaType ??= readText(value)
  else if (attribute === 'device') nic.address ??= parsePciAddress(value.split('/').at(-1) ?? '')
}

function createNic(kind: NicFirmware['kind'], name: string | null): NicFirmware {
  return {
    kind,
    name,
    driver: null,
    driverVersion: null,
    firmwareVersion: null,
    boardId: null,
    hcaType: null,
    address: null,
  }
}
