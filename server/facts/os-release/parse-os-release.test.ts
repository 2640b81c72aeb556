import { expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts } from '@/server/facts/testing/parse-text'

it('reads values in double quotes, single quotes and none', () => {
  const text = 'PRETTY_NAME="Rocky \\"Linux\\" 9.4"\nID=\'rocky\'\nVERSION_ID=9.4\n# a remark\n'
  expect(takeFacts(parseText(text), 'os-release')).toEqual({
    facts: { id: 'rocky', versionId: '9.4', name: null, prettyName: 'Rocky "Linux" 9.4', codename: null },
    issues: [],
  })
})

it('takes the first of two values, and none whose quote is never closed', () => {
  const { facts, issues } = takeFacts(
    parseText('ID=debian\nID=ubuntu\nNAME="Debian\nVERSION_ID=\'12\n'),
    'os-release',
  )
  expect(facts).toMatchObject({ id: 'debian', name: null, versionId: null })
  expect(issues.map(({ code, line }) => [code, line])).toEqual([
    ['duplicate', 2],
    ['unreadableLine', 3],
    ['unreadableLine', 4],
  ])
})

it('cut off anywhere, between escaped quotes too, says nothing that the whole does not', () => {
  const text =
    'ID="rhel"\nVERSION_ID="9.4"\nPRETTY_NAME="Red \\"Hat\\" \\\\ 9.4"\nNAME=\'Red Hat\'\nVERSION_CODENAME=plow\n'
  const report = tryCuts(text, 'os-release', listLengths(text))
  expect(report.inventions).toEqual([])
  expect(report.read).toBeGreaterThan(60)
})
