/** Refusals that need no number to be told. */
type PlainKind =
  | 'wrongCredentials'
  | 'disabled'
  | 'ssoAway'
  | 'ssoDenied'
  | 'ssoExpired'
  | 'ssoNotJoined'
  | 'away'
  | 'foreignOrigin'

/** Why signing in did not work, as far as the person may know. */
export type SignInRefusal =
  | { readonly kind: PlainKind }
  | { readonly kind: 'tooMany'; readonly retryAfterSeconds: number }
  | { readonly kind: 'unknown'; readonly code: string }

export type AuthAnswer = {
  readonly status: number
  /** From the body, where it had one. */
  readonly code: string | null
  readonly retryAfter: string | null
}

const retryAfterDefaultSeconds = 60

/** Reads what `/api/auth/…` answered; null is no answer at all. */
export function readSignInRefusal(answer: AuthAnswer | null): SignInRefusal {
  if (answer === null) return { kind: 'away' }
  const { status, code, retryAfter } = answer
  if (status === 429) {
    const seconds = Number(retryAfter)
    const isUsable = retryAfter !== null && Number.isFinite(seconds) && seconds > 0
    return { kind: 'tooMany', retryAfterSeconds: isUsable ? Math.ceil(seconds) : retryAfterDefaultSeconds }
  }
  return (
    readCode(code) ?? (status >= 500 ? { kind: 'away' } : { kind: 'unknown', code: code ?? String(status) })
  )
}

/** What single sign-on wrote into the address when it came back without a session. */
export function readSsoRefusal(code: string | null): SignInRefusal | null {
  if (code === null || code === '') return null
  return readCode(code) ?? { kind: 'unknown', code }
}

const kindByCode: ReadonlyMap<string, PlainKind> = new Map<string, PlainKind>([
  ['INVALID_EMAIL_OR_PASSWORD', 'wrongCredentials'],
  ['INVALID_EMAIL', 'wrongCredentials'],
  ['INVALID_PASSWORD', 'wrongCredentials'],
  ['ACCOUNT_DISABLED', 'disabled'],
  ['SSO_UNAVAILABLE', 'ssoAway'],
  ['ISSUER_MISMATCH', 'ssoAway'],
  ['ACCESS_DENIED', 'ssoDenied'],
  ['STATE_MISMATCH', 'ssoExpired'],
  ['STATE_NOT_FOUND', 'ssoExpired'],
  ['STATE_INVALID', 'ssoExpired'],
  ['INVALID_CODE', 'ssoExpired'],
  ['ACCOUNT_NOT_LINKED', 'ssoNotJoined'],
  ['UNABLE_TO_LINK_ACCOUNT', 'ssoNotJoined'],
  ['EMAIL_NOT_VERIFIED', 'ssoNotJoined'],
  ['INVALID_ORIGIN', 'foreignOrigin'],
  ['MISSING_OR_NULL_ORIGIN', 'foreignOrigin'],
])

function readCode(code: string | null): SignInRefusal | null {
  const kind = code === null ? undefined : kindByCode.get(code.toUpperCase())
  return kind === undefined ? null : { kind }
}

const sentences: Readonly<Record<PlainKind, string>> = {
  wrongCredentials: 'This e-mail address and password do not belong together. Check both and try again.',
  disabled: 'This account is disabled. An administrator of Berth can enable it again.',
  ssoAway:
    'The single sign-on provider cannot be reached or is set up wrongly. Sign in with a password, or try again later.',
  ssoDenied: 'The single sign-on provider did not let you in. Ask whoever runs it for access to Berth.',
  ssoExpired: 'Single sign-on took too long or was begun in another window. Try it again.',
  ssoNotJoined:
    'Single sign-on could not be joined to the account with this e-mail address. Sign in with its password, or ask an administrator.',
  away: 'Berth does not answer, or its database is away. What you typed is kept; try again in a moment.',
  foreignOrigin: 'Berth is not served under this address. Open it at the address in its BERTH_URL setting.',
}

/** In words: what happened and what to do. `waitSeconds` is what is left of a wait. */
export function describeSignInRefusal(refusal: SignInRefusal, waitSeconds = 0): string {
  if (refusal.kind === 'tooMany') {
    const when = waitSeconds > 0 ? `in ${waitSeconds} s` : 'now'
    return `Too many failed sign-ins from this address. You can try again ${when}.`
  }
  if (refusal.kind === 'unknown') {
    return `Signing in did not work. Tell whoever runs Berth this code: ${refusal.code}`
  }
  return sentences[refusal.kind]
}
