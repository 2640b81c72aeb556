type SortableValue = string | number | Date

/** Sorts a short list in the browser, by code unit and last of all by id, so that equal values keep one order. */
export function sortRows<Row extends { readonly id: string }>(
  rows: readonly Row[],
  sort: { readonly id: keyof Row & string; readonly desc: boolean },
): Row[] {
  const sign = sort.desc ? -1 : 1
  const valueOf = (row: Row) => row[sort.id] as SortableValue
  return rows.toSorted((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)]
    if (left < right) return -sign
    if (left > right) return sign
    return a.id < b.id ? -1 : 1
  })
}
