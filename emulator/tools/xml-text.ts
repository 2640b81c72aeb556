export interface XmlElement {
  name: string
  attributes?: string
  content: string | XmlElement[]
}

export function leaf(name: string, value: string | number): XmlElement {
  return { name, content: String(value) }
}

/** Attributes as the text between the element's name and its end. */
export function writeAttributes(attributes: Record<string, string | number>, quote = '"'): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}=${quote}${escapeXml(String(value))}${quote}`)
    .join('')
}

/** Indented with tabs, one element a line; an element without children spans two lines, as nvidia-smi prints it. */
export function renderElements(elements: XmlElement[], depth = 0): string {
  const indent = '\t'.repeat(depth)
  return elements
    .map(({ name, attributes = '', content }) =>
      typeof content === 'string'
        ? `${indent}<${name}${attributes}>${escapeXml(content)}</${name}>\n`
        : `${indent}<${name}${attributes}>\n${renderElements(content, depth + 1)}${indent}</${name}>\n`,
    )
    .join('')
}

/** Indented with two blanks, empty elements closed at once, as libvirt and hwloc print. */
export function renderCompact(elements: XmlElement[], depth = 0): string {
  const indent = '  '.repeat(depth)
  return elements
    .map(({ name, attributes = '', content }) => {
      if (content.length === 0) return `${indent}<${name}${attributes}/>\n`
      if (typeof content === 'string')
        return `${indent}<${name}${attributes}>${escapeXml(content)}</${name}>\n`
      return `${indent}<${name}${attributes}>\n${renderCompact(content, depth + 1)}${indent}</${name}>\n`
    })
    .join('')
}

function escapeXml(text: string): string {
  if (!/[&<>"']/.test(text)) return text
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}
