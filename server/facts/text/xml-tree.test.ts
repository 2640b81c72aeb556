import { describe, expect, it } from 'vitest'
import { PartRefusal } from '@/server/facts/part-refusal'
import { parseXmlTrees } from './xml-tree'

const THREE = `<?xml version="1.0"?>
<!-- <a> is made by nobody -->
<a id='1'>
  <a/>
</a>

error: the second is gone
<b text='x > y'
  ><![CDATA[</b>]]></b><c/>
<?xml version="1.0"?>
<d>
</d>
`

function readTrees(text: string) {
  const remarks: [number, string][] = []
  const roots = parseXmlTrees(text, {
    leaveOut: new Set(['skipped']),
    onRemark: (line, remark) => remarks.push([line, remark]),
  })
  return { roots, remarks }
}

function takeRefusalOf(text: string): PartRefusal {
  try {
    readTrees(text)
  } catch (reason) {
    if (reason instanceof PartRefusal) return reason
    throw reason
  }
  throw new Error('read, expected a refusal')
}

describe('documents one after another', () => {
  it('are told apart with the lines they stand on, whatever stands in them', () => {
    const { roots, remarks } = readTrees(THREE)
    expect(roots.map((root) => [root.name, root.line])).toEqual([
      ['a', 3],
      ['b', 9],
      ['c', 9],
      ['d', 11],
    ])
    expect(roots[0]?.children).toHaveLength(1)
    expect(roots[1]?.text).toBe('</b>')
    expect(remarks).toEqual([[7, 'error: the second is gone']])
  })

  it.each([
    ['the last is cut off', '<a/>\n<b>\n<c', 'truncated', 3],
    ['one closes what it never opened', '<a/>\n<b></c></b>', 'malformed', 2],
    ['text stands right before markup', '<a/>\ntext <b/>', 'malformed', 2],
    ['only a comment follows', '<a/>\n<!-- b -->', 'truncated', 2],
    ['one declares entities', '<a/>\n<!DOCTYPE b [<!ENTITY c "d">]><b/>', 'malformed', 2],
    ['there is none', 'error: nothing\n', 'unrecognised', 1],
  ] as const)('are refused all when %s', (_, text, code, line) => {
    expect(takeRefusalOf(text)).toMatchObject({ code, line })
  })

  it('share one bound on their elements and have one on their number', () => {
    expect(takeRefusalOf('<a/>'.repeat(10_001))).toMatchObject({ code: 'tooLarge' })
    expect(takeRefusalOf(`<a>${'<b/>'.repeat(150_000)}</a>`.repeat(2)).code).toBe('tooLarge')
  })
})
