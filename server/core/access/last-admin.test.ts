import { expect, test } from 'vitest'
import { keepsAnAdmin } from './last-admin'

const anna = { userId: 'anna', grantId: 'g1' }
const ben = { userId: 'ben', grantId: 'g2' }

test.each([
  ['of two administrators one may go', [anna, ben], { userId: 'anna' }, true],
  ['the last administrator may not be disabled', [anna], { userId: 'anna' }, false],
  ['the last administrator may not be demoted', [anna], { grantId: 'g1' }, false],
  ['somebody who is no administrator may go', [anna], { userId: 'carla' }, true],
  ['a grant of another kind may go', [anna], { grantId: 'g9' }, true],
  ['where there is none, nobody is kept from going', [], { userId: 'carla' }, true],
])('%s', (_, admins, loses, expected) => {
  expect(keepsAnAdmin(admins, loses)).toBe(expected)
})
