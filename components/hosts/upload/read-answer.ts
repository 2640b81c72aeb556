import { z } from 'zod'
import { ingestResultDto } from '@/server/contracts/host'

const uploadAnswer = ingestResultDto.extend({ slug: z.string() })
export type UploadAnswer = z.infer<typeof uploadAnswer>

/** RFC 9457; a refusal of files says which part failed where. */
const problemAnswer = z.object({
  title: z.string(),
  detail: z.string().optional(),
  code: z.string().optional(),
  errorId: z.string().optional(),
  parts: ingestResultDto.shape.parts.optional(),
})

export type UploadFailure = {
  readonly title: string
  readonly detail: string
  /** The machine code, or the id under which the log has the details. */
  readonly code: string | null
  readonly status: number
  readonly parts: IngestParts
}
export type IngestParts = UploadAnswer['parts']

export type UploadResult =
  | { readonly kind: 'taken'; readonly answer: UploadAnswer }
  | { readonly kind: 'refused'; readonly failure: UploadFailure }

/** What the server said to an upload; an answer in no known shape (a proxy's page) is a refusal in plain words. */
export function readUploadAnswer(status: number, body: string): UploadResult {
  const json = parseJson(body)
  if (status >= 200 && status < 300) {
    const answer = uploadAnswer.safeParse(json)
    if (answer.success) return { kind: 'taken', answer: answer.data }
    return refuse(
      status,
      'The answer could not be read',
      'The files may have been taken: look at the history.',
    )
  }
  const problem = problemAnswer.safeParse(json)
  if (!problem.success) {
    return status === 413
      ? refuse(status, 'Too large', 'Something before Berth refused the size of these files.')
      : refuse(status, 'The upload was refused', `The server answered ${status}.`)
  }
  const { title, detail, code, errorId, parts } = problem.data
  return {
    kind: 'refused',
    failure: { title, detail: detail ?? '', code: errorId ?? code ?? null, status, parts: parts ?? [] },
  }
}

/** Nobody answered: the connection broke, or was given up. */
export function describeNoAnswer(): UploadResult {
  return refuse(0, 'Berth did not answer', 'The connection broke before it could say what it took.')
}

function refuse(status: number, title: string, detail: string): UploadResult {
  return { kind: 'refused', failure: { title, detail, code: null, status, parts: [] } }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

export type PartFate = 'taken' | 'kept' | 'refused' | 'absent'

/** `kept`: readable, but the host's own collector has just said it and outranks a person. */
export function judgePart({ status, reason }: IngestParts[number]): PartFate {
  if (status === 'kept') return 'kept'
  if (status === 'absent') return 'absent'
  if (status !== 'ok') return 'refused'
  return reason?.startsWith('kept') ? 'kept' : 'taken'
}
