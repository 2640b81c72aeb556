import { leaf, type XmlElement } from './xml-text'

/**
 * One entry of nvidia-smi's report, which the tool prints as XML and as text under different names. A null name:
 * that form does not print it. A section without a text name lends its entries to the section around it.
 */
export interface SmiNode {
  xml: string | null
  text: string | null
  value: string | number | SmiNode[]
  attributes?: string
}

export function entry(xml: string | null, text: string | null, value: string | number): SmiNode {
  return { xml, text, value }
}

export function section(xml: string | null, text: string | null, value: SmiNode[] | string): SmiNode {
  return { xml, text, value }
}

/** `isMet` or nothing: for what a driver does not print yet, or no more. */
export function when(isMet: boolean, ...nodes: SmiNode[]): SmiNode[] {
  return isMet ? nodes : []
}

export function toXml(nodes: SmiNode[]): XmlElement[] {
  return nodes.flatMap(({ xml, value, attributes }): XmlElement[] => {
    if (xml === null) return Array.isArray(value) ? toXml(value) : []
    if (!Array.isArray(value)) return [leaf(xml, value)]
    return [{ name: xml, content: toXml(value), ...(attributes === undefined ? {} : { attributes }) }]
  })
}

/** Four blanks to a level; the colons of all lines stand in one column, further right in newer drivers. */
export function toText(nodes: SmiNode[], depth: number, column: number): string[] {
  return nodes.flatMap(({ text, value }): string[] => {
    if (text === null) return Array.isArray(value) ? toText(value, depth, column) : []
    const name = `${' '.repeat(4 * depth)}${text}`
    if (!Array.isArray(value)) return [`${name.padEnd(column)} : ${value}`]
    return [name, ...toText(value, depth + 1, column)]
  })
}
