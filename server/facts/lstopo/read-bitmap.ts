import { type CpuList, formatCpuList, MAX_CPU_NUMBER } from '@/server/core/units/cpu-list'

const BITS_PER_WORD = 32
const MAX_WORDS = (MAX_CPU_NUMBER + 1) / BITS_PER_WORD

/**
 * The numbers of a set as hwloc prints it: 32-bit words in hexadecimal, the highest first, words of zeros left empty
 * (`0x00000303,0x03030000,,0x03030303`). Null for no set, one without end (`0xf...f`), and nonsense.
 */
export function readBitmap(text: string | undefined): number[] | null {
  const words = text?.trim().split(',') ?? []
  if (words.length === 0 || words.length > MAX_WORDS || words[0] === '') return null
  const numbers: number[] = []
  for (const [position, word] of words.toReversed().entries()) {
    if (word === '') continue
    if (!/^0x[0-9a-f]{1,8}$/i.test(word)) return null
    const bits = Number.parseInt(word, 16)
    for (let bit = 0; bit < BITS_PER_WORD; bit += 1) {
      if ((bits >>> bit) & 1) numbers.push(position * BITS_PER_WORD + bit)
    }
  }
  return numbers
}

export function readCpuBitmap(text: string | undefined): CpuList | null {
  const numbers = readBitmap(text)
  return numbers && formatCpuList(numbers)
}
