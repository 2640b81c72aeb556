import type {
  MdevInstance,
  MdevType,
  SysfsMdevFacts,
  VgpuVirtualFunction,
} from '@/server/core/inventory/tools/mdev-facts'
import { type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { type PathValue, readPathValues } from '@/server/facts/text/path-values'
import { readText } from '@/server/facts/text/read-value'
import { MdevParents } from './mdev-parents'
import { takeTypeAttribute } from './mdev-type'

const TYPE_PATH =
  /^\/sys\/(?:class\/mdev_bus|bus\/pci\/devices)\/([^/]+)\/mdev_supported_types\/([^/]+)\/([a-z_]+)$/
const INSTANCE_PATH = /^\/sys\/bus\/mdev\/devices\/([^/]+)\/(mdev_type|parent)$/
const FUNCTION_PATH = /^\/sys\/bus\/pci\/devices\/([^/]+)\/nvidia\/([a-z_]+)$/

/** 16 GPUs with 64 virtual functions of 60 types each are 61,440. */
const MAX_ENTRIES = 100_000

/** Lines `path:value` of mediated device types, mediated devices, and the vGPU types of VFs. Throws `PartRefusal`. */
export function parseSysfsMdev(text: string, issues: IssueList): SysfsMdevFacts {
  const reader = new SysfsMdevReader(issues)
  const isPath = (path: string) =>
    TYPE_PATH.test(path) || INSTANCE_PATH.test(path) || FUNCTION_PATH.test(path)
  for (const found of readPathValues(text, isPath, issues)) reader.take(found)
  return reader.finish()
}

class SysfsMdevReader {
  readonly #issues: IssueList
  readonly #parents: MdevParents
  readonly #instances = new Map<string, MdevInstance>()
  readonly #functions = new Map<PciAddress, VgpuVirtualFunction>()
  readonly #told = new Set<string>()
  #entryCount = 0

  constructor(issues: IssueList) {
    this.#issues = issues
    this.#parents = new MdevParents(issues)
  }

  take(found: PathValue): void {
    const [, parent, typeId, attribute] = TYPE_PATH.exec(found.path) ?? []
    const [, uuid, link] = INSTANCE_PATH.exec(found.path) ?? []
    const [, address, file] = FUNCTION_PATH.exec(found.path) ?? []
    this.#entryCount += 1
    if (this.#entryCount > 8 * MAX_ENTRIES) throw new PartRefusal('tooLarge', found.line, 'too many lines')
    if (parent !== undefined && typeId !== undefined && attribute !== undefined) {
      const type = this.#parents.getType(parent, typeId, found.line)
      if (type) this.#takeAttribute(type, attribute, found)
    } else if (uuid !== undefined) this.#takeLink(uuid, link === 'parent', found)
    else if (address !== undefined) this.#takeFunctionLine(address, file, found)
  }

  finish(): SysfsMdevFacts {
    const facts: SysfsMdevFacts = {
      parents: this.#parents.list(),
      instances: [...this.#instances.values()],
      virtualFunctions: [...this.#functions.values()],
    }
    if (this.#entryCount === 0) throw new PartRefusal('unrecognised', 1, 'no path of mediated devices')
    return facts
  }

  /** Only a description has several lines; of anything else the first counts. */
  #takeAttribute(type: MdevType, attribute: string, { path, value, line }: PathValue): void {
    if (attribute !== 'description' && this.#isRepeated(path, line)) return
    takeTypeAttribute(type, attribute, value, line, this.#issues)
  }

  /** The link's target, or only its last name. */
  #takeLink(uuidText: string, isParent: boolean, { path, value, line }: PathValue): void {
    const uuid = uuidText.toLowerCase()
    if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)) {
      this.#issues.add('unreadableValue', line, `device ${uuidText}`)
      return
    }
    if (this.#isRepeated(path, line)) return
    const instance: MdevInstance = this.#instances.get(uuid) ?? {
      uuid,
      parent: null,
      typeId: null,
      isActive: true,
      isDefined: null,
      isAutostart: null,
    }
    this.#instances.set(uuid, instance)
    const target = value.slice(value.lastIndexOf('/') + 1)
    if (isParent) instance.parent = this.#readAddress(target, line)
    else instance.typeId = readText(target)
  }

  #takeFunctionLine(addressText: string, file: string | undefined, { path, value, line }: PathValue): void {
    const address = this.#readAddress(addressText, line)
    if (address === null) return
    const vf = this.#functions.get(address) ?? { address, currentTypeId: null, creatable: null }
    this.#functions.set(address, vf)
    if (file === 'current_vgpu_type' && !this.#isRepeated(path, line)) {
      vf.currentTypeId = this.#readTypeId(value, line)
    } else if (file === 'creatable_vgpu_types') this.#takeCreatable(vf, value, line)
  }

  /** `ID    : vGPU Name`, then `558   : NVIDIA A40-12Q`. */
  #takeCreatable(vf: VgpuVirtualFunction, value: string, line: number): void {
    if (value === '') return
    vf.creatable ??= []
    if (/^ID\s*:/.test(value)) return
    const [, typeId, name] = /^(\d{1,6})\s*:(.*)$/.exec(value) ?? []
    if (typeId === undefined) this.#issues.add('unreadableValue', line, `creatable type: ${value}`)
    else vf.creatable.push({ typeId, name: readText(name ?? null) })
  }

  #readTypeId(value: string, line: number): string | null {
    const text = readText(value)
    if (text === null || /^\d{1,6}$/.test(text)) return text
    this.#issues.add('unreadableValue', line, `current type: ${text}`)
    return null
  }

  #readAddress(text: string, line: number): PciAddress | null {
    const address = parsePciAddress(text)
    if (address === null) this.#issues.add('unreadableValue', line, `address ${text}`)
    return address
  }

  #isRepeated(path: string, line: number): boolean {
    const isRepeated = this.#told.has(path)
    if (isRepeated) this.#issues.add('duplicate', line, path)
    this.#told.add(path)
    return isRepeated
  }
}
