import type { GuestLicense } from '@/server/core/inventory/tools/guest-facts'
import { type PciAddress, parsePciAddress } from '@/server/core/units/pci-address'
import { PartRefusal } from '@/server/facts/part-refusal'
import type { CommandLine } from '@/server/facts/text/command-lines'
import { readText } from '@/server/facts/text/read-value'

const MAX_LICENSES = 1_024

/** Named after GRID before 2020. */
const SECTION = /^(\s*)(?:vGPU Software|GRID) Licensed Product\s*$/

/**
 * Collects the licences of `nvidia-smi -q`: of each GPU a section with its product and its state. Lines are given one
 * by one, in order; `grep License` may have left out all others, the GPUs among them.
 */
export class LicenseReader {
  readonly #licenses: GuestLicense[] = []
  #gpu: PciAddress | null = null
  #open: { license: GuestLicense; indent: number } | null = null

  take({ text, line }: CommandLine): void {
    const gpu = /^GPU ([0-9a-f:.]{7,16})\s*$/i.exec(text)?.[1]
    const section = SECTION.exec(text)
    const indent = /^\s*/.exec(text)?.[0].length ?? 0
    if (gpu !== undefined) this.#gpu = parsePciAddress(gpu)
    if (section) this.#open = { license: this.#add(line), indent }
    else if (this.#open && text.trim() !== '' && indent <= this.#open.indent) this.#open = null
    const [, key, value = ''] = /^\s*(Product Name|License Status)\s*: (.*)$/.exec(text) ?? []
    if (key === 'License Status') this.#takeStatus(value, line)
    else if (key === 'Product Name' && this.#open) this.#open.license.product ??= readText(value)
  }

  /** Those that say anything: a GPU that needs no licence prints the section with `N/A`. */
  list(): GuestLicense[] {
    return this.#licenses.filter(({ product, status }) => product !== null || status !== null)
  }

  #add(line: number): GuestLicense {
    const license = { gpu: this.#gpu, product: null, status: null, expiry: null }
    if (this.#licenses.push(license) > MAX_LICENSES) {
      throw new PartRefusal('tooLarge', line, `over ${MAX_LICENSES} licences`)
    }
    return license
  }

  #takeStatus(value: string, line: number): void {
    const license = this.#open?.license ?? this.#add(line)
    if (license.status !== null) return
    const [, word, expiry] = /^(.*?) \(Expiry: (.*)\)$/.exec(value.trim()) ?? []
    license.status = readText(word ?? value)
    license.expiry = readText(expiry ?? null)
  }
}
