import type { ToolReader } from '@/server/facts/tool-reader'
import { parseDmi } from './parse-dmi'
import { parseDmidecode } from './parse-dmidecode'

export const dmiReader: ToolReader<'dmi'> = {
  tool: 'dmi',
  form: 'lines',
  signs: [/^\/sys\/(?:class\/dmi|devices\/virtual\/dmi)\/id\//m],
  parse: parseDmi,
}

export const dmidecodeReader: ToolReader<'dmidecode'> = {
  tool: 'dmidecode',
  form: 'lines',
  // The last two: with `-q` there are neither a headline nor handles.
  signs: [
    /^# dmidecode \d/m,
    /^Handle 0x[0-9A-F]{4,8}, DMI type \d+, \d+ bytes$/m,
    /^System Information\n[ \t]+Manufacturer: /m,
    /^BIOS Information\n[ \t]+Vendor: /m,
  ],
  parse: parseDmidecode,
}
