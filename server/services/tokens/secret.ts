import { createHash, randomBytes } from 'node:crypto'
import type { TokenKind } from '@/server/core/access/token-kind'

/** The word in the middle of a secret, for scanners that look for leaked ones; the database knows the kind. */
const KIND_WORD: Record<TokenKind, string> = {
  setup: 'setup',
  invite: 'invite',
  enrolment: 'enrolment',
  host: 'host',
  guest: 'guest',
  apiKey: 'key',
}
const PREFIX_LENGTH = 6
const SECRET = /^berth_(?:invite|enrolment|host|guest|key)_([A-Za-z0-9_-]{43})$/

/** Crockford's base 32: no I, L, O or U, so that a code read aloud or typed from a screen survives. */
const TYPED_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const TYPED = /^[0-9A-HJKMNP-TV-Z]{16}$/

export interface NewSecret {
  secret: string
  sha256: string
  /** The first characters of the random part: enough to tell tokens apart, too little to guess one. */
  prefix: string
}

/** 256 random bits as `berth_<kind>_<43 characters>`; for set-up 80 bits as four groups that can be typed. */
export function makeSecret(kind: TokenKind): NewSecret {
  if (kind === 'setup') return describeSecret(makeTypedCode())
  return describeSecret(`berth_${KIND_WORD[kind]}_${randomBytes(32).toString('base64url')}`)
}

function makeTypedCode(): string {
  // A byte modulo 32 is even: 256 is a multiple of 32.
  const letters = Array.from(randomBytes(16), (byte) => TYPED_ALPHABET[byte % 32]).join('')
  return letters.replace(/.{4}(?=.)/g, '$&-')
}

function describeSecret(secret: string): NewSecret {
  const parsed = parseSecret(secret)
  if (parsed === null) throw new Error('A secret was made in a form that would not be read back')
  return { secret, ...parsed }
}

/**
 * What is looked up for a secret that was presented; null when it cannot be one. Only the SHA-256 ever meets
 * the database, and it meets an index: how long that takes says nothing about how much of a guess was right.
 */
export function parseSecret(presented: string): { sha256: string; prefix: string } | null {
  const text = presented.trim()
  const random = SECRET.exec(text)?.[1]
  if (random) return { sha256: digest(text), prefix: random.slice(0, PREFIX_LENGTH) }
  const typed = text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (!TYPED.test(typed)) return null
  return { sha256: digest(`setup:${typed}`), prefix: typed.slice(0, PREFIX_LENGTH) }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
