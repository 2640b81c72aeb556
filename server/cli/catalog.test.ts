import { expect, test } from 'vitest'
import { listBackwardKeys, nameTable, orderByReference } from '@/server/cli/catalog'

const table = (name: string) => ({ schema: 'public', name, columns: ['id'] })
const key = (from: string, to: string) => ({
  name: `${from}_${to}`,
  table: `public.${from}`,
  target: `public.${to}`,
  definition: '',
})

test('a table comes after every table it refers to; a reference to itself does not count', () => {
  const keys = [key('a', 'b'), key('b', 'c'), key('b', 'b')]
  const ordered = orderByReference(['a', 'b', 'c'].map(table), keys)
  expect(ordered.map(nameTable)).toEqual(['public.c', 'public.b', 'public.a'])
  expect(listBackwardKeys(ordered, keys)).toEqual([])
})

test('tables that refer to each other in a circle are all kept, and the key against the order is named', () => {
  const keys = [key('a', 'b'), key('b', 'a')]
  const ordered = orderByReference(['a', 'b', 'c'].map(table), keys)
  expect(ordered).toHaveLength(3)
  expect(listBackwardKeys(ordered, keys)).toEqual([key('a', 'b')])
})
