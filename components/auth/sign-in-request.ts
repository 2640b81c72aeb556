import { type AuthAnswer, readSignInRefusal, type SignInRefusal } from './sign-in-refusal'

/** Null: signed in. Plain requests: the library's client weighs more than the three that Berth needs. */
export async function signInWithPassword(credentials: {
  readonly email: string
  readonly password: string
}): Promise<SignInRefusal | null> {
  const answer = await post('/api/auth/sign-in/email', { ...credentials, rememberMe: true })
  return answer !== null && answer.ok ? null : readSignInRefusal(await readAnswer(answer))
}

/** The provider's address to go to, where the person signs in and comes back to `next`. */
export async function startSso({
  providerId,
  next,
}: {
  readonly providerId: string
  readonly next: string
}): Promise<{ readonly url: string } | { readonly refusal: SignInRefusal }> {
  const back = `/sign-in?next=${encodeURIComponent(next)}`
  const answer = await post('/api/auth/sign-in/social', {
    provider: providerId,
    callbackURL: next,
    errorCallbackURL: back,
  })
  if (answer === null || !answer.ok) return { refusal: readSignInRefusal(await readAnswer(answer)) }
  const body = await readBody(answer)
  const url = typeof body['url'] === 'string' ? body['url'] : null
  return url === null ? { refusal: { kind: 'ssoAway' } } : { url }
}

/** False when the server could not be told: the session may then still be open. */
export async function signOut(): Promise<boolean> {
  const answer = await post('/api/auth/sign-out', {})
  return answer !== null && answer.ok
}

async function post(path: string, body: Readonly<Record<string, unknown>>): Promise<Response | null> {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  } catch {
    // No answer at all: a refusal of its own kind, told by the caller.
    return null
  }
}

async function readAnswer(answer: Response | null): Promise<AuthAnswer | null> {
  if (answer === null) return null
  const { code } = await readBody(answer)
  return {
    status: answer.status,
    code: typeof code === 'string' ? code : null,
    retryAfter: answer.headers.get('retry-after'),
  }
}

async function readBody(answer: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = await answer.json()
    return typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}
