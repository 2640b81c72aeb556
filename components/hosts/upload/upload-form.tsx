'use client'

import { useEffect, useRef, useState } from 'react'
import { FileDrop } from '@/components/hosts/upload/file-drop'
import { HostChoice, type HostChoiceValue } from '@/components/hosts/upload/host-choice'
import type { UploadResult } from '@/components/hosts/upload/read-answer'
import { sendFiles } from '@/components/hosts/upload/send-files'
import { UploadOutcome } from '@/components/hosts/upload/upload-outcome'
import { useRefreshHosts } from '@/components/hosts/use-refresh-hosts'
import { useMay } from '@/components/query/viewer-provider'
import { Button } from '@/components/ui/button'
import { ForbiddenState } from '@/components/ui/forbidden-state'
import { PageHeader } from '@/components/ui/page-header'
import { Panel } from '@/components/ui/panel'
import { ProgressBar } from '@/components/ui/progress-bar'

type Progress = { readonly sentBytes: number; readonly totalBytes: number }

export function UploadScreen({ host }: { readonly host: string | null }) {
  const may = useMay()
  return (
    <>
      <PageHeader
        title="Upload by hand"
        sentence="For hosts whose collector cannot reach Berth. What the host's own collector has just said is not replaced."
      />
      {may('host:upload') ? (
        <UploadForm initialHost={host ?? ''} mayCreate={may('host:enrol')} />
      ) : (
        <ForbiddenState permission="host:upload" />
      )}
    </>
  )
}

function UploadForm({
  initialHost,
  mayCreate,
}: {
  readonly initialHost: string
  readonly mayCreate: boolean
}) {
  const refresh = useRefreshHosts()
  const [host, setHost] = useState<HostChoiceValue>({ isNew: false, name: initialHost })
  const [files, setFiles] = useState<readonly File[]>([])
  const [progress, setProgress] = useState<Progress | null>(null)
  const [result, setResult] = useState<UploadResult | null>(null)
  const [isChecked, setChecked] = useState(false)
  const controller = useRef<AbortController | null>(null)
  // External system: a request on its way, which ends with the page.
  useEffect(() => () => controller.current?.abort(), [])
  const name = host.name.trim()
  const isSending = progress !== null

  async function send() {
    setChecked(true)
    if (name === '' || files.length === 0 || isSending) return
    const totalBytes = files.reduce((sum, file) => sum + file.size, 0)
    const own = new AbortController()
    controller.current = own
    setResult(null)
    setProgress({ sentBytes: 0, totalBytes })
    const outcome = await sendFiles({
      host: name,
      isNew: host.isNew,
      files,
      signal: own.signal,
      onProgress: (sent, total) => setProgress({ sentBytes: sent, totalBytes: total }),
    })
    setProgress(null)
    setResult(outcome)
    if (outcome.kind === 'refused') return
    // Taken: the next upload starts empty, for the host that now exists.
    setFiles([])
    setChecked(false)
    setHost({ isNew: false, name: outcome.answer.slug })
    await refresh()
  }

  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <Panel>
        <form
          className="flex flex-col gap-4"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void send()
          }}
        >
          <HostChoice
            value={host}
            onChange={setHost}
            mayCreate={mayCreate}
            isDisabled={isSending}
            error={isChecked && name === '' ? 'Say which host the files are from.' : null}
          />
          <FileDrop
            files={files}
            onChange={setFiles}
            isDisabled={isSending}
            error={isChecked && files.length === 0 ? 'Choose at least one file.' : null}
          />
          {progress !== null && <SendProgress progress={progress} fileCount={files.length} />}
          <div className="flex gap-2">
            <Button type="submit" variant="primary" pending={isSending}>
              Upload
            </Button>
            {isSending && <Button onClick={() => controller.current?.abort()}>Stop</Button>}
          </div>
        </form>
      </Panel>
      {result !== null && <UploadOutcome result={result} />}
    </div>
  )
}

function SendProgress({ progress, fileCount }: { readonly progress: Progress; readonly fileCount: number }) {
  const { sentBytes, totalBytes } = progress
  const isSent = totalBytes > 0 && sentBytes >= totalBytes
  const what = fileCount === 1 ? '1 file' : `${fileCount} files`
  return (
    <ProgressBar
      label={isSent ? `Reading ${what}` : `Sending ${what}`}
      done={Math.ceil(sentBytes / 1024)}
      total={isSent ? null : Math.ceil(totalBytes / 1024)}
      unit="KiB"
    />
  )
}
