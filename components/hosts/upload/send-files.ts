import { describeNoAnswer, readUploadAnswer, type UploadResult } from './read-answer'

export type SendFilesArgs = {
  /** A slug, or the name of a host that is new. */
  readonly host: string
  readonly isNew: boolean
  readonly files: readonly File[]
  readonly onProgress: (sentBytes: number, totalBytes: number) => void
  readonly signal: AbortSignal
}

/** By XMLHttpRequest, because fetch does not tell how much of a body has been sent. Never rejects. */
export function sendFiles({ host, isNew, files, onProgress, signal }: SendFilesArgs): Promise<UploadResult> {
  const form = new FormData()
  form.set('host', host)
  if (isNew) form.set('create', '1')
  for (const file of files) form.append('file', file, file.name)
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.open('POST', '/api/upload')
    request.responseType = 'text'
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded, event.total))
    request.addEventListener('load', () => resolve(readUploadAnswer(request.status, request.responseText)))
    for (const end of ['error', 'abort', 'timeout']) {
      request.addEventListener(end, () => resolve(describeNoAnswer()))
    }
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(form)
  })
}
