/** Joins the class names that apply; a condition that does not hold leaves nothing behind. */
export function joinClasses(...parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(' ')
}
