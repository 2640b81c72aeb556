import type { ToolReader } from '@/server/facts/tool-reader'
import { parseSysfsNode } from './parse-sysfs-node'

export const sysfsNodeReader: ToolReader<'sysfs-node'> = {
  tool: 'sysfs-node',
  form: 'lines',
  signs: [/^\/sys\/devices\/system\/node\/node\d/m],
  parse: parseSysfsNode,
}
