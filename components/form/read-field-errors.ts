import type { z } from 'zod'

export type FieldErrors = Readonly<Record<string, string>>

type Issue = z.core.$ZodIssue

/**
 * The first thing wrong with each field, in words for people; the contract's own words where it has some. What
 * belongs to no field of the form stands under the empty name.
 */
export function readFieldErrors(issues: readonly Issue[], fields: readonly string[]): FieldErrors {
  const errors: Record<string, string> = {}
  for (const issue of issues) {
    const field = findField(issue.path.map(String).join('.'), fields)
    errors[field] ??= describeIssue(issue)
  }
  return errors
}

/** The form's field for a path of the contract: the same name, or the longest that the path begins with. */
export function findField(path: string, fields: readonly string[]): string {
  const matching = fields.filter((field) => path === field || path.startsWith(`${field}.`))
  return matching.reduce((longest, field) => (field.length > longest.length ? field : longest), '')
}

/** Zod's own sentences speak of types to developers; they begin like this. */
const stock = /^(Invalid (input|option|string|email|UUID)|Too (small|big))/

function describeIssue(issue: Issue): string {
  if (!stock.test(issue.message)) return issue.message
  if (issue.code === 'too_small') {
    const minimum = String(issue.minimum)
    if (issue.origin === 'string') return minimum === '1' ? 'Fill this in' : `At least ${minimum} characters`
    return issue.origin === 'array' ? 'Choose at least one' : `At least ${minimum}`
  }
  if (issue.code === 'too_big')
    return `At most ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`
  if (issue.code === 'invalid_format') {
    return issue.format === 'email' ? 'This is not an e-mail address' : 'This is not valid here'
  }
  if (issue.code === 'invalid_type') {
    return issue.expected === 'number' || issue.expected === 'int' ? 'A whole number' : 'Fill this in'
  }
  return 'Choose one of the list'
}
