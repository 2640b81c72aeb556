export interface XmlElement {
  name: string
  attributes?: string
  content: string | XmlElement[]
}

export function leaf(name: string, value: string | number): XmlElement {
  return { name, content: String(value) }
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

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
