import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const TWO_CELLS = `<?xml version='1.0'?>
<!-- of a host with one CPU off line -->
<capabilities><host>
  <uuid>4C4C4544-0035-4810-8051-B4C04F333233</uuid>
  <cpu><arch>x86_64</arch><topology sockets='1' dies='1' clusters='1' cores='2' threads='1'/></cpu>
  <iommu support='no'/>
  <topology><cells num='3'>
    <cell id='0'>
      <memory unit='KiB'>1048577</memory>
      <distances><sibling id='0' value='10'/><sibling id='8' value='40'/></distances>
      <cpus num='2'>
        <cpu id='0' socket_id='0' die_id='0' cluster_id='0' core_id='0' siblings='0'/>
        <cpu id='5'/>
      </cpus>
    </cell>
    <cell id='8'><memory unit='KiB'>2097152</memory><cpus num='0'></cpus></cell>
    <cell id='9'/>
  </cells></topology>
</host></capabilities>
`

const read = (text: string) => takeFacts(parseText(text), 'virsh-capabilities')

describe('virsh capabilities', () => {
  it('reads cells with gaps in their ids, without CPUs, and of which nothing is told', () => {
    const { facts, issues } = read(TWO_CELLS)
    expect(issues).toEqual([])
    expect(facts).toMatchObject({ hostUuid: '4c4c4544-0035-4810-8051-b4c04f333233', hasIommu: false })
    expect(facts.cells.map(({ id, memoryMib, cpus }) => [id, memoryMib, cpus])).toEqual([
      [0, 1024, '0,5'],
      [8, 2048, ''],
      [9, null, null],
    ])
    expect(facts.cells[0]?.cpuTopology[1]).toEqual({
      id: 5,
      socketId: null,
      dieId: null,
      coreId: null,
      siblings: null,
    })
    expect(facts.distances).toEqual([
      {
        from: 0,
        to: [
          { id: 0, distance: 10 },
          { id: 8, distance: 40 },
        ],
      },
    ])
  })

  it.each([
    ['cells', TWO_CELLS.replace("cells num='3'", "cells num='4'")],
    ['CPUs of a cell', TWO_CELLS.replace("cpus num='2'", "cpus num='4'")],
  ])('notes that %s are announced and not shown', (_, text) => {
    expect(read(text).issues).toMatchObject([{ code: 'countMismatch' }])
  })

  it('takes a UUID that many machines share for none', () => {
    const text = TWO_CELLS.replace(/<uuid>.*<\/uuid>/, '<uuid>03000200-0400-0500-0006-000700080009</uuid>')
    expect(read(text).facts.hostUuid).toBeNull()
  })

  it('is refused when it is cut off or is no host’s', () => {
    const cut = TWO_CELLS.slice(0, TWO_CELLS.indexOf('</capabilities>'))
    expect(takeRefusal(parseText(cut))).toMatchObject({
      tool: 'virsh-capabilities',
      code: 'truncated',
      line: 20,
    })
    const report = tryCuts(TWO_CELLS, 'virsh-capabilities', listLengths(TWO_CELLS))
    expect(report).toMatchObject({ tried: TWO_CELLS.length, read: 1, inventions: [] })
    const bare = '<capabilities><guest/></capabilities>'
    expect(takeRefusal(parseText(bare, 'virsh-capabilities')).code).toBe('unrecognised')
  })
})
