import type { ToolReader } from '@/server/facts/tool-reader'
import { parseSysfsPci } from './parse-sysfs-pci'

export const sysfsPciReader: ToolReader<'sysfs-pci'> = {
  tool: 'sysfs-pci',
  form: 'lines',
  signs: [/^\/sys\/bus\/pci\/devices\//m],
  parse: parseSysfsPci,
}
