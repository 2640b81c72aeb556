import type { MemoryUse, Toggle } from '@/server/core/inventory/tools/nvidia-smi-facts'
import type { Mib } from '@/server/core/units/mib'
import type { IssueList } from '@/server/facts/part-refusal'
import {
  readBoolean,
  readMib,
  readQuantity,
  readText,
  readTextOrNone,
  type ValueOf,
} from '@/server/facts/text/read-value'
import { findNode, type XmlNode } from '@/server/facts/text/xml-tree'

/**
 * Values of one element's subtree by path. An absent element, an `N/A` leaf in place of a subtree and every unknown
 * marker read as null; a value that is there but cannot be read is null and an issue.
 */
export class GpuReader {
  readonly node: XmlNode
  readonly #issues: IssueList

  constructor(node: XmlNode, issues: IssueList) {
    this.node = node
    this.#issues = issues
  }

  /** A reader of the subtree at a path, or null where it is absent or only an `N/A` leaf. */
  enter(path: string): GpuReader | null {
    const node = findNode(this.node, path)
    return node && node.children.length > 0 ? new GpuReader(node, this.#issues) : null
  }

  /** Readers of all direct children of this name. */
  enterEach(name: string): GpuReader[] {
    return this.node.children
      .filter((child) => child.name === name)
      .map((child) => new GpuReader(child, this.#issues))
  }

  has(path: string): boolean {
    return findNode(this.node, path) !== null
  }

  raw(path: string): string | null {
    return findNode(this.node, path)?.text ?? null
  }

  text(path: string): string | null {
    return readText(this.raw(path))
  }

  textOrNone(path: string): string | null {
    return readTextOrNone(this.raw(path))
  }

  count(path: string): number | null {
    const value = this.#take(path, readQuantity(this.raw(path), ''))
    return value !== null && value < 0 ? this.#reject(path, String(value)) : value
  }

  quantity(path: string, unit: string): number | null {
    return this.#take(path, readQuantity(this.raw(path), unit, true))
  }

  mib(path: string): Mib | null {
    return this.#take(path, readMib(this.raw(path)))
  }

  yesNo(path: string): boolean | null {
    return this.#take(path, readBoolean(this.raw(path), 'yes', 'no'))
  }

  toggle(path: string): Toggle | null {
    const value = this.#take(path, readBoolean(this.raw(path), 'enabled', 'disabled'))
    return value === null ? null : value ? 'enabled' : 'disabled'
  }

  /** `Supported` or `Not Supported`: the second is an answer here, and elsewhere a way of saying nothing. */
  supported(path: string): boolean | null {
    const text = this.raw(path)?.trim().toLowerCase()
    if (text === 'not supported' || text === '[not supported]') return false
    return this.#take(path, readBoolean(this.raw(path), 'supported', 'not supported'))
  }

  memoryUse(path: string): MemoryUse {
    return {
      totalMib: this.mib(`${path}/total`),
      reservedMib: this.mib(`${path}/reserved`),
      usedMib: this.mib(`${path}/used`),
      freeMib: this.mib(`${path}/free`),
    }
  }

  /** Notes a value that was read but does not fit. */
  report(path: string, detail: string): void {
    this.#reject(path, detail)
  }

  #take<T>(path: string, result: ValueOf<T>): T | null {
    if (result.kind === 'value') return result.value
    return result.kind === 'unknown' ? null : this.#reject(path, result.text)
  }

  #reject(path: string, text: string): null {
    const line = findNode(this.node, path)?.line ?? this.node.line
    this.#issues.add('unreadableValue', line, `${path}: ${text}`)
    return null
  }
}
