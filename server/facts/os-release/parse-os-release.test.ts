import { expect, it } from 'vitest'
import { parseText, takeFacts } from '@/server/facts/testing/parse-text'

it('reads values in double quotes, single quotes and none', () => {
  const text = 'PRETTY_NAME="Rocky \\"Linux\\" 9.4"\nID=\'rocky\'\nVERSION_ID=9.4\n# a remark\n'
  expect(takeFacts(parseText(text), 'os-release')).toEqual({
    facts: { id: 'rocky', versionId: '9.4', name: null, prettyName: 'Rocky "Linux" 9.4', codename: null },
    issues: [],
  })
})
