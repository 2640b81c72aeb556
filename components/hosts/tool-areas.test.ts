import { expect, test } from 'vitest'
import { TOOL_IDS } from '@/server/core/inventory/tools/tool-facts'
import { aTool } from './testing/host-facts'
import { groupTools } from './tool-areas'

test('every tool that Berth reads is in one area, delivered or missing', () => {
  const areas = groupTools([aTool('lscpu'), aTool('lspci', { lastStatus: 'absent' })])
  const listed = areas.flatMap(({ delivered, absent, missing }) => [
    ...[...delivered, ...absent].map(({ tool }) => tool),
    ...missing,
  ])
  expect(listed.toSorted()).toEqual([...TOOL_IDS].toSorted())
  expect(areas.flatMap(({ delivered }) => delivered.map(({ tool }) => tool))).toEqual(['lscpu'])
  expect(areas.flatMap(({ absent }) => absent.map(({ tool }) => tool))).toEqual(['lspci'])
})
