import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const TABLE = ` Id   Name                State
-------------------------------------
 7    train & serve       running
 12   idle                idle
 -    a very old one      shut off

`

const TITLES = ` Id    Name                           State      Title
----------------------------------------------------------
 7     train                          running    Training, still running
 8     a-name-that-is-longer-than-its-column paused
 -     spare                          shut off   Kept as a spare
`

const UUIDS = `0f4c8a3e-1111-4222-8333-444455556666 train & serve                 
0f4c8a3e-1111-4222-8333-444455557777 new                           
`

const read = (text: string) => takeFacts(parseText(text), 'virsh-list')

describe('virsh list', () => {
  it('reads names with spaces and states of two words', () => {
    const { facts, issues } = read(TABLE)
    expect(issues).toEqual([])
    expect(facts.domains).toEqual([
      { id: 7, name: 'train & serve', state: 'running', uuid: null, title: null },
      { id: 12, name: 'idle', state: 'idle', uuid: null, title: null },
      { id: null, name: 'a very old one', state: 'shut off', uuid: null, title: null },
    ])
  })

  it('reads titles, and a name that pushes its row out of the columns', () => {
    const { facts, issues } = read(TITLES)
    expect(issues).toEqual([])
    expect(facts.domains.map(({ name, state, title }) => [name, state, title])).toEqual([
      ['train', 'running', 'Training, still running'],
      ['a-name-that-is-longer-than-its-column', 'paused', null],
      ['spare', 'shut off', 'Kept as a spare'],
    ])
  })

  it('reads names with their UUIDs, alone and joined with the table', () => {
    expect(read(UUIDS).facts.domains).toEqual([
      {
        id: null,
        name: 'train & serve',
        state: null,
        uuid: '0f4c8a3e-1111-4222-8333-444455556666',
        title: null,
      },
      { id: null, name: 'new', state: null, uuid: '0f4c8a3e-1111-4222-8333-444455557777', title: null },
    ])
    const { facts, issues } = read(TABLE + UUIDS)
    expect(issues).toEqual([])
    expect(facts.domains).toHaveLength(4)
    expect(facts.domains[0]).toMatchObject({ id: 7, uuid: '0f4c8a3e-1111-4222-8333-444455556666' })
  })

  it('reads a host without domains as one', () => {
    expect(read(' Id   Name   State\n--------------------\n\n').facts).toEqual({ domains: [] })
  })

  it('notes a domain that one table names twice, and a row that is none', () => {
    const { facts, issues } = read(`${TABLE.trimEnd()}\n 12   idle                paused\n nonsense\n`)
    expect(facts.domains).toHaveLength(4)
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['duplicate', 6],
      ['unreadableLine', 7],
    ])
  })

  it('refuses what is no list', () => {
    expect(takeRefusal(parseText('error: failed to connect\n', 'virsh-list')).code).toBe('unrecognised')
  })

  it.each([TABLE + UUIDS, TITLES])('tells nothing from a cut that the whole does not tell', (text) => {
    const report = tryCuts(text, 'virsh-list', listLengths(text))
    expect(report.inventions).toEqual([])
    expect(report.tried).toBe(text.length)
    expect(report.read).toBeGreaterThan(100)
  })
})
