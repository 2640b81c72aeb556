/**
 * Whether a figure keeps to its budget, in words. A benchmark says so and never fails for it: what else runs on a
 * machine is no fault of Berth's.
 */
export function judge(figure: number, budget: number, unit: string): string {
  const verdict = figure <= budget ? 'within' : 'BEYOND'
  return `${verdict} the budget of ${budget.toLocaleString('en')} ${unit}`
}

/** A figure with as many digits as it has meaning. */
export function round(figure: number): string {
  if (figure >= 100) return Math.round(figure).toLocaleString('en')
  return figure.toFixed(figure >= 10 ? 1 : 2)
}
