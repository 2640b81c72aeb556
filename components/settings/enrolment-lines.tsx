'use client'

import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { CodeLine } from '@/components/ui/code-line'
import { Section } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/relative-time'
import { EnrolmentWatch } from './enrolment-watch'
import type { MadeEnrolment } from './made-enrolment'

export type EnrolmentLinesProps = { readonly made: MadeEnrolment; readonly onAnother: () => void }

export function EnrolmentLines({ made, onAnother }: EnrolmentLinesProps) {
  return (
    <div className="flex flex-col gap-4">
      {made.plainHttpWarning && (
        <Banner tone="warn">
          This Berth is reached over plain HTTP, so whoever can read the network can read the token too. Serve
          it over HTTPS, or use the line only where you trust every hop.
        </Banner>
      )}
      <p className="text-sm">
        Paste one of these into a shell on {made.maxHosts === null ? 'the host' : 'each host'}. It holds a
        secret that is not shown again and ends <RelativeTime at={made.expiresAt} none="when it is revoked" />
        .
      </p>
      <Section title="With curl">
        <CodeLine code={made.lines.curl} label="curl line" />
      </Section>
      <Section title="With wget">
        <CodeLine code={made.lines.wget} label="wget line" />
      </Section>
      <Section title="What it does">
        <ul className="list-disc pl-5 text-sm text-ink-muted">
          <li>
            It fetches Berth's collector, a shell script, and runs it only if its SHA-256 is the one in the
            line.
          </li>
          <li>It exchanges the token for one of the host's own, kept in a file that only root can read.</li>
          <li>
            It sends what tools such as nvidia-smi, lspci, lscpu and virsh print, now and every ten minutes;
            it changes no setting and loads no kernel module.
          </li>
          <li>
            Every 20 seconds it sends a pulse: load, memory, temperature, power, clocks, link and errors of
            NVIDIA GPUs, how long the machine stalls, and its interrupts. End the line with{' '}
            <code className="font-mono text-xs">--no-pulse</code> to leave it out.
          </li>
        </ul>
      </Section>
      <EnrolmentWatch made={made} />
      <Button className="self-start" onClick={onAnother}>
        Make another line
      </Button>
    </div>
  )
}
