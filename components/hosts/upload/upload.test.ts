import { describe, expect, test } from 'vitest'
import { mergeFiles } from './file-drop'
import { describeNoAnswer, judgePart, readUploadAnswer } from './read-answer'
import { countFates } from './upload-outcome'

const parts = [
  { tool: 'lscpu', status: 'ok', reason: null, line: null },
  { tool: 'lspci', status: 'ok', reason: 'kept, not taken: the collector spoke a moment ago', line: null },
  { tool: 'uname', status: 'kept', reason: null, line: null },
  { tool: 'notes.txt', status: 'refused', reason: 'no tool is recognised in it', line: 1 },
  { tool: 'dmi', status: 'absent', reason: null, line: null },
]

describe('the answer to an upload', () => {
  test('is taken with the fate of each file', () => {
    const body = JSON.stringify({ result: 'accepted', bundleId: null, parts, slug: 'h17' })
    expect(readUploadAnswer(200, body)).toMatchObject({ kind: 'taken', answer: { slug: 'h17' } })
    expect(parts.map(judgePart)).toEqual(['taken', 'kept', 'kept', 'refused', 'absent'])
    expect(countFates(parts)).toEqual({ taken: 1, kept: 2, refused: 1, absent: 1 })
  })

  test('is refused in the words of the problem, with line and reason of each part', () => {
    const problem = { title: 'Not understood', detail: 'None could be read', code: 'nothingReadable', parts }
    expect(readUploadAnswer(422, JSON.stringify(problem))).toEqual({
      kind: 'refused',
      failure: {
        title: 'Not understood',
        detail: 'None could be read',
        code: 'nothingReadable',
        status: 422,
        parts,
      },
    })
  })

  test('that is a page of something in between, broken or absent is still said in words', () => {
    const answers = [
      readUploadAnswer(413, '<html>too large</html>'),
      readUploadAnswer(502, ''),
      readUploadAnswer(200, '<html>'),
      describeNoAnswer(),
    ]
    for (const answer of answers) {
      expect(answer.kind).toBe('refused')
      if (answer.kind === 'refused') expect(answer.failure.title.length).toBeGreaterThan(5)
    }
    expect(answers).toHaveLength(4)
  })
})

const file = (name: string, text: string) => new File([text], name)

test('a file chosen again replaces the one of its name and loses no other', () => {
  const merged = mergeFiles([file('a', '1'), file('b', '1')], [file('a', '22'), file('c', '1')])
  expect(merged.map(({ name, size }) => [name, size])).toEqual([
    ['a', 2],
    ['b', 1],
    ['c', 1],
  ])
})
