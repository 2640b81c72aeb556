import { readQueryError } from '@/components/query/query-error'

/** What the server answered instead of doing it, as one shape for forms, dialogs and toasts. */
export type Refusal = {
  /** The domain's code, else tRPC's; `unreachable` when no answer came. */
  readonly code: string
  /** A sentence for people. */
  readonly message: string
  readonly data: Readonly<Record<string, unknown>>
  /** What the contract found wrong, where it is the input; paths are joined by dots. */
  readonly issues: readonly { readonly path: string; readonly message: string }[]
}

export function readRefusal(error: unknown): Refusal {
  const { code, reason, message } = readQueryError(error)
  if (code === null) return { code: 'unreachable', message, data: {}, issues: [] }
  const data = readRecord(readRecord(readRecord(readRecord(error)?.['data'])?.['reason'])?.['data']) ?? {}
  return {
    code: reason ?? code,
    message: reason === 'signInNeeded' ? signedOut : message,
    data,
    issues: reason === 'invalidInput' ? readIssues(data['issues']) : [],
  }
}

const signedOut = 'Your session has ended. Sign in again in another tab, then try again here.'

function readIssues(value: unknown): Refusal['issues'] {
  if (!Array.isArray(value)) return []
  return value.flatMap((issue: unknown) => {
    const { path, message } = readRecord(issue) ?? {}
    return typeof path === 'string' && typeof message === 'string' ? [{ path, message }] : []
  })
}

function readRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null
}
