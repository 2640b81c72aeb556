import { expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts } from '@/server/facts/testing/parse-text'

it('reads the machine once printed, and the version up to it', () => {
  const text =
    'Linux gpu-07 6.1.0-18-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01) x86_64 GNU/Linux\n'
  expect(takeFacts(parseText(text), 'uname').facts).toEqual({
    kernelName: 'Linux',
    hostname: 'gpu-07',
    kernelRelease: '6.1.0-18-amd64',
    kernelVersion: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)',
    machine: 'x86_64',
  })
})

it('reads the machine printed three times', () => {
  const text =
    'Linux n1 5.14.0-427.el9.aarch64 #1 SMP Fri May 3 09:00:00 UTC 2024 aarch64 aarch64 aarch64 GNU/Linux\n'
  expect(takeFacts(parseText(text), 'uname').facts).toMatchObject({
    machine: 'aarch64',
    kernelVersion: '#1 SMP Fri May 3 09:00:00 UTC 2024',
  })
})

it('cut off anywhere says nothing that the whole does not', () => {
  const text = 'Linux gpu-07 6.1.0-18-amd64 #1 SMP Debian 6.1.76-1 (2024-02-01) x86_64 GNU/Linux\n'
  const report = tryCuts(text, 'uname', listLengths(text))
  expect(report).toEqual({ tried: text.length, read: 1, inventions: [] })
})
