import type { ToolReader } from '@/server/facts/tool-reader'
import { parseLstopo } from './parse-lstopo'

export const lstopoReader: ToolReader<'lstopo'> = {
  tool: 'lstopo',
  form: 'document',
  signs: [
    /<!DOCTYPE topology SYSTEM "hwloc2?\.dtd">/,
    // Without the line above; libvirt's capabilities have a <topology> too, with cells in it.
    /<topology(?: version="[\d.]+")?>\s*<object type="(?:Machine|System)"/,
  ],
  parse: parseLstopo,
}
