import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'

interface Field {
  value: string
  line: number
}

/** Real blocks have some 35. */
const MAX_FIELDS = 512

/** The lines below one `vGPU ID`, by section and key in lower case: `fb memory usage/total`. */
export class VgpuBlock {
  readonly vgpuId: string
  readonly line: number
  readonly #fields = new Map<string, Field>()
  #section: { name: string; indent: number } | null = null

  constructor(vgpuId: string, line: number) {
    this.vgpuId = vgpuId
    this.line = line
  }

  /** A line without a colon: `FB Memory Usage`. What is indented deeper belongs to it. */
  beginSection(content: string): void {
    this.#section = { name: content.trim().toLowerCase(), indent: measureIndent(content) }
  }

  /** Throws `PartRefusal` for more fields than any vGPU has. */
  take(content: string, key: string, value: string, line: number, issues: IssueList): void {
    if (this.#section && measureIndent(content) <= this.#section.indent) this.#section = null
    const path = `${this.#section ? `${this.#section.name}/` : ''}${key.toLowerCase()}`
    if (this.#fields.has(path)) {
      // Two answers to one question are none.
      issues.add('duplicate', line, path)
      this.#fields.set(path, { value: '', line })
    } else this.#fields.set(path, { value, line })
    if (this.#fields.size > MAX_FIELDS) throw new PartRefusal('tooLarge', line, `over ${MAX_FIELDS} fields`)
  }

  read(path: string): Field {
    return this.#fields.get(path) ?? { value: '', line: this.line }
  }
}

function measureIndent(content: string): number {
  return content.length - content.trimStart().length
}
