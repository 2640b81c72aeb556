import type { HwlocLinkEnd, HwlocLinkMatrix } from '@/server/core/inventory/tools/hwloc-facts'
import { parsePciAddress } from '@/server/core/units/pci-address'
import type { IssueList } from '@/server/facts/part-refusal'
import { readText } from '@/server/facts/text/read-value'
import type { XmlNode } from '@/server/facts/text/xml-tree'
import { findAbove, type HwlocObject, readWhole } from './hwloc-objects'

/** Sixteen GPUs and twelve NVSwitches of a DGX-2 are 28. */
const MAX_OBJECTS = 512

const LINK_MATRIX = /^(?:NVLink|XGMI|XeLink)(?:Bandwidth|Hops)$/

/** What GPU libraries say of the links between their GPUs: `distances2` of one type, `distances2hetero` of several. */
export function readLinkMatrices(
  topology: XmlNode,
  objects: HwlocObject[],
  issues: IssueList,
): HwlocLinkMatrix[] {
  const matrices = topology.children.filter(
    ({ name, attributes }) => /^distances2(?:hetero)?$/.test(name) && LINK_MATRIX.test(attributes.name ?? ''),
  )
  if (matrices.length === 0) return []
  const byIndex = new Map(objects.map((object) => [object.node.attributes.gp_index ?? '', object]))
  return matrices.flatMap((matrix) => {
    const square = readSquare(matrix, issues)
    if (!square) return []
    const ends = square.indexes.map((index) => readEnd(index, matrix.attributes.type ?? '', byIndex))
    return [{ name: matrix.attributes.name ?? '', ends, values: square.values }]
  })
}

/** `OSDev:332` among several types, else `332` of the type that the matrix names. */
function readEnd(index: string, type: string, byIndex: Map<string, HwlocObject>): HwlocLinkEnd {
  const [told = '', number = ''] = index.includes(':') ? index.split(':') : [type, index]
  const object = byIndex.get(number)
  if (object?.type !== told) return { type: told, name: null, address: null }
  const pci = told === 'PCIDev' ? object : findAbove(object, (above) => above.type === 'PCIDev')
  const { name, os_index: osIndex } = object.node.attributes
  return {
    type: told,
    name: readText(name ?? osIndex ?? null),
    address: parsePciAddress(pci?.node.attributes.pci_busid ?? ''),
  }
}

/** The indexes and rows of a `distances2` element, whose numbers come in lines of ten; null (an issue) if they lack. */
export function readSquare(
  matrix: XmlNode,
  issues: IssueList,
): { indexes: string[]; values: number[][] } | null {
  const size = readWhole(matrix.attributes.nbobjs) ?? 0
  const indexes = listWords(matrix, 'indexes')
  const values = listWords(matrix, 'u64values').map((word) => (/^\d{1,15}$/.test(word) ? Number(word) : null))
  if (size > MAX_OBJECTS || indexes.length !== size || values.length !== size ** 2 || values.includes(null)) {
    const found = `${indexes.length} objects and ${values.length} values for ${size} objects`
    issues.add('countMismatch', matrix.line, `${matrix.attributes.name ?? 'matrix'}: ${found}`)
    return null
  }
  const rows = indexes.map((_, row) => values.slice(row * size, (row + 1) * size) as number[])
  return { indexes, values: rows }
}

function listWords(matrix: XmlNode, name: string): string[] {
  return matrix.children
    .filter((child) => child.name === name)
    .flatMap(({ text }) => text.split(/\s+/))
    .filter((word) => word !== '')
}
