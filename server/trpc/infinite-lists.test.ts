import { expect, test } from 'vitest'
import { z } from 'zod'
import { appRouter } from './root'

interface ProcedureDefinition {
  inputs: unknown[]
}

test('no list takes an input named "direction", which infinite queries overwrite with forward or backward', () => {
  const lists = Object.entries(
    appRouter._def.procedures as unknown as Record<string, { _def: ProcedureDefinition }>,
  ).flatMap(([name, { _def }]) => {
    const [input] = _def.inputs
    return input instanceof z.ZodObject && 'cursor' in input.shape ? [{ name, shape: input.shape }] : []
  })
  expect(lists.map(({ name }) => name).toSorted()).toEqual(
    expect.arrayContaining([
      'audit.list',
      'findings.list',
      'hosts.bundles',
      'hosts.list',
      'tokens.list',
      'users.list',
    ]),
  )
  expect(lists.filter(({ shape }) => 'direction' in shape).map(({ name }) => name)).toEqual([])
})
