'use client'

import { Trash2, Upload } from 'lucide-react'
import { useId, useState } from 'react'
import { IconButton } from '@/components/ui/button'
import { joinClasses } from '@/components/ui/class-names'
import { Bytes } from '@/components/ui/number-with-unit'

export type FileDropProps = {
  readonly files: readonly File[]
  readonly onChange: (files: readonly File[]) => void
  readonly isDisabled: boolean
  readonly error?: string | null
}

/** Chosen by the platform's dialog or dropped; a second file of the same name replaces the first. */
export function FileDrop({ files, onChange, isDisabled, error }: FileDropProps) {
  const id = useId()
  const [isOver, setOver] = useState(false)
  const add = (added: readonly File[]) => onChange(mergeFiles(files, added))
  return (
    <div className="flex flex-col gap-2">
      {/* Dropping is a second way for the mouse; the input inside serves every other. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <label
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          if (!isDisabled) add([...event.dataTransfer.files])
        }}
        className={joinClasses(
          'flex min-h-24 flex-col items-center justify-center gap-1 rounded-md border border-dashed border-line-strong p-4 text-center text-sm',
          'focus-within:outline-2 focus-within:outline-focus',
          isOver ? 'bg-selected' : 'bg-sunken',
        )}
      >
        <Upload aria-hidden className="size-5 text-ink-muted" />
        <span className="font-medium">Choose files, or drop them here</span>
        <span className="text-xs text-ink-muted">
          Raw outputs such as nvidia-smi -q -x, lspci -vvv -nn -D, lscpu -J, or a bundle of the collector
          (tar, tar.gz). Each is recognised by its content.
        </span>
        <input
          id={id}
          type="file"
          multiple
          disabled={isDisabled}
          aria-describedby={error ? `${id}-error` : undefined}
          aria-invalid={error ? true : undefined}
          className="sr-only"
          onChange={(event) => {
            add([...(event.target.files ?? [])])
            // The same file may be chosen again after it was removed here.
            event.target.value = ''
          }}
        />
      </label>
      {error && (
        <p id={`${id}-error`} role="alert" className="text-xs font-medium text-bad">
          {error}
        </p>
      )}
      {files.length > 0 && (
        <ul aria-label="Chosen files" className="flex flex-col divide-y divide-line rounded-md border">
          {files.map((file) => (
            <li key={file.name} className="flex min-h-8 items-center gap-3 px-3 text-sm">
              <span className="min-w-0 grow truncate font-mono text-xs" title={file.name}>
                {file.name}
              </span>
              <Bytes bytes={file.size} />
              <IconButton
                label={`Remove ${file.name}`}
                icon={<Trash2 aria-hidden />}
                size="small"
                disabled={isDisabled}
                onClick={() => onChange(files.filter((other) => other !== file))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

export function mergeFiles(files: readonly File[], added: readonly File[]): File[] {
  return [...new Map([...files, ...added].map((file) => [file.name, file])).values()]
}
