export const passwordLengthMin = 12
export const passwordLengthMax = 128

export type PasswordRule = { readonly isMet: boolean; readonly text: string }

/** Length is the only rule: made-up mixtures are shorter and no harder to guess. */
export function describePasswordRule(password: string): PasswordRule {
  const { length } = password
  if (length === 0)
    return { isMet: false, text: `At least ${passwordLengthMin} characters; a sentence is fine.` }
  if (length < passwordLengthMin) {
    return { isMet: false, text: `${length} of at least ${passwordLengthMin} characters.` }
  }
  if (length > passwordLengthMax) {
    return { isMet: false, text: `${length} characters; at most ${passwordLengthMax} are kept.` }
  }
  return { isMet: true, text: `${length} characters: long enough.` }
}
