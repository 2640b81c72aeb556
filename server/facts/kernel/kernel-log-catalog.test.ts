import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseText, takeFacts } from '@/server/facts/testing/parse-text'

const CATALOG = resolve(process.env.BERTH_SHARED ?? '../shared', 'compat/xid_catalog.json')
const isHere = existsSync(CATALOG)
if (!isHere)
  process.stdout.write('skipped: Xids of the catalog (BERTH_SHARED has no compat/xid_catalog.json)\n')

interface Catalog {
  xid: { code: number; mnemonic: string }[]
  sxid: { sxid: number; name: string }[]
}

describe.skipIf(!isHere)('the catalog of Xids', () => {
  it('has no number that a log would not give', () => {
    const { xid, sxid } = JSON.parse(readFileSync(CATALOG, 'utf8')) as Catalog
    const lines = [
      ...xid.map(({ code, mnemonic }) => `NVRM: Xid (PCI:0000:3b:00): ${code}, pid=1, name=a, ${mnemonic}`),
      ...sxid.map(
        (entry) => `nvidia-nvswitch0: SXid (PCI:0000:c1:00.0): ${entry.sxid}, Fatal, Link 01 ${entry.name}`,
      ),
    ].map((message) => `[1.000001] ${message}`)
    const { events } = takeFacts(parseText(lines.join('\n')), 'kernel-log').facts
    expect(xid.length).toBeGreaterThan(100)
    expect(sxid.length).toBeGreaterThan(50)
    expect(events.map(({ number }) => number)).toEqual([
      ...xid.map(({ code }) => code),
      ...sxid.map((entry) => entry.sxid),
    ])
  })
})
