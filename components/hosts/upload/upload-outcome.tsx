import { PlainTable } from '@/components/hosts/plain-table'
import { nameTool } from '@/components/hosts/tool-names'
import { describePart } from '@/components/hosts/tool-status'
import {
  type IngestParts,
  judgePart,
  type PartFate,
  type UploadResult,
} from '@/components/hosts/upload/read-answer'
import { Banner } from '@/components/ui/banner'
import { ButtonLink } from '@/components/ui/button'
import { Panel } from '@/components/ui/panel'
import { StatusChip } from '@/components/ui/status-chip'
import type { Tone } from '@/components/ui/tone'

const fates: Readonly<Record<PartFate, { readonly tone: Tone; readonly word: string }>> = {
  taken: { tone: 'ok', word: 'taken' },
  kept: { tone: 'info', word: 'kept, not taken' },
  refused: { tone: 'bad', word: 'refused' },
  absent: { tone: 'neutral', word: 'not on the host' },
}

/** What became of an upload, file by file, and what to do next. */
export function UploadOutcome({ result }: { readonly result: UploadResult }) {
  if (result.kind === 'refused') {
    const { title, detail, code, parts } = result.failure
    return (
      <div className="flex flex-col gap-3">
        <Banner tone="bad" role="alert">
          <strong className="font-semibold">{title}.</strong> {detail} Your files are still chosen: correct
          what is wrong and send them again.
          {code !== null && (
            <>
              {' '}
              Code <code className="font-mono text-xs select-all">{code}</code>.
            </>
          )}
        </Banner>
        {parts.length > 0 && <PartTable parts={parts} />}
      </div>
    )
  }
  const { answer } = result
  const counts = countFates(answer.parts)
  return (
    <div className="flex flex-col gap-3">
      <Banner
        tone={counts.refused === 0 ? 'ok' : 'warn'}
        actions={
          <ButtonLink size="small" href={`/hosts/${answer.slug}`}>
            Open {answer.slug}
          </ButtonLink>
        }
      >
        {counts.taken} taken, {counts.kept} kept as they were, {counts.refused} refused.
        {counts.refused > 0 && ' The facts that Berth had before stay for those that were refused.'}
      </Banner>
      <PartTable parts={answer.parts} />
    </div>
  )
}

export function countFates(parts: IngestParts): Record<PartFate, number> {
  const counts: Record<PartFate, number> = { taken: 0, kept: 0, refused: 0, absent: 0 }
  for (const part of parts) counts[judgePart(part)] += 1
  return counts
}

function PartTable({ parts }: { readonly parts: IngestParts }) {
  return (
    <Panel title="File by file" flush>
      <PlainTable
        label="What became of each file"
        columns={[
          { key: 'tool', header: 'Tool or file' },
          { key: 'fate', header: 'Result' },
          { key: 'why', header: 'Why' },
        ]}
        rows={parts.map((part, index) => {
          const { tone, word } = fates[judgePart(part)]
          return {
            key: `${index}:${part.tool}`,
            cells: [
              <span key="tool" className="font-mono text-xs break-all">
                {nameTool(part.tool)}
              </span>,
              <StatusChip key="fate" tone={tone}>
                {word}
              </StatusChip>,
              describePart({ reason: part.reason ?? null, line: part.line ?? null }) ?? '',
            ],
          }
        })}
      />
    </Panel>
  )
}
