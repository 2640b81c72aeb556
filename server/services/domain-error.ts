/** What a caller may be told, by kind; the mapping to HTTP is here and nowhere else. */
const STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  tooLarge: 413,
  invalid: 422,
  tooManyRequests: 429,
  unavailable: 503,
} as const
export type DomainErrorKind = keyof typeof STATUS

/** A refusal with a machine code and its numbers; the message is a sentence for people, safe to show. */
export class DomainError extends Error {
  readonly kind: DomainErrorKind
  readonly code: string
  readonly data: Record<string, unknown>

  constructor(kind: DomainErrorKind, code: string, message: string, data: Record<string, unknown> = {}) {
    super(message)
    this.name = 'DomainError'
    this.kind = kind
    this.code = code
    this.data = data
  }

  get status(): number {
    return STATUS[this.kind]
  }
}
