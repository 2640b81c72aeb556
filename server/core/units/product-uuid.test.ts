import { expect, test } from 'vitest'
import { readProductUuid } from './product-uuid'

test('what makers really write is taken, whatever its version bits say', () => {
  const told = [
    '37343437-3436-5A43-3235-333230314B52',
    '00000000-0000-0000-0000-ac1f6b123456',
    ' 4c4c4544-0042-3510-8058-b7c04f4e3132\n',
  ]
  expect(told.map(readProductUuid)).toEqual([
    '37343437-3436-5a43-3235-333230314b52',
    '00000000-0000-0000-0000-ac1f6b123456',
    '4c4c4544-0042-3510-8058-b7c04f4e3132',
  ])
})

test('what many machines share names none of them', () => {
  const shared = [
    '00000000-0000-0000-0000-000000000000',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    '03000200-0400-0500-0006-000700080009',
    'Not Settable',
    '',
    null,
  ]
  expect(shared.map(readProductUuid)).toEqual(shared.map(() => null))
})
