/** `2021MiB`, `38C`, `0%` as the other forms print them, with a space; other words as they are. */
export function spaceUnit(word: string | undefined): string | undefined {
  return word?.trim().replace(/^(-?\d+(?:\.\d+)?)([A-Za-z%]+)$/, '$1 $2')
}
