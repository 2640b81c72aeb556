import type { ToolReader } from '@/server/facts/tool-reader'
import { isWholeListLine, parseNvidiaList } from './parse-nvidia-list'
import { parseNvidiaSmi } from './parse-nvidia-smi'
import { parseNvidiaSmiQuery } from './parse-nvidia-smi-query'
import { parseNvidiaSmiTable } from './parse-nvidia-smi-table'
import { parseNvidiaSmiText } from './parse-nvidia-smi-text'

export const nvidiaSmiXmlReader: ToolReader<'nvidia-smi-q-x'> = {
  tool: 'nvidia-smi-q-x',
  form: 'document',
  signs: [/<nvidia_smi_log\b|<!DOCTYPE\s+nvidia_smi_log\b/],
  parse: parseNvidiaSmi,
}

export const nvidiaSmiTextReader: ToolReader<'nvidia-smi-q'> = {
  tool: 'nvidia-smi-q',
  form: 'lines',
  signs: [/^=+\s*NVSMI LOG\s*=+$/m, /^GPU [0-9A-F]{8}:[0-9A-F]{2}:[0-9A-F]{2}\.0\n+    Product Name +: /m],
  // A unit ends its value; a process's name may look like anything.
  isWholeLine: (line) => /^ +(?!Name )[A-Z][^:]* : -?\d+(?:\.\d+)? (?:MiB|MHz|C|W|us|mV|%|KB\/s)$/.test(line),
  parse: parseNvidiaSmiText,
}

export const nvidiaSmiQueryReader: ToolReader<'nvidia-smi-query-gpu'> = {
  tool: 'nvidia-smi-query-gpu',
  form: 'lines',
  signs: [
    /(?:^|,)[ \t]*"?(?:pci\.bus_id|memory\.(?:total|reserved|used|free)|(?:utilization|temperature)\.(?:gpu|memory)|power\.(?:draw|limit)(?:\.\w+)?|mig\.mode\.current|pcie\.link\.\w+\.\w+|ecc\.\w+\.[\w.]+|clocks\.\w+(?:\.\w+)?|clocks_(?:event|throttle)_reasons\.\w+)(?: \[[\w%]+\])?"?[ \t]*(?:,|$)/m,
    /^"?(?:index|name|uuid|gpu_uuid|serial|count|driver_version)"?, ?"?(?:index|name|uuid|serial|count|driver_version|vbios_version|pstate)"?(?:,|$)/m,
  ],
  // These words end a cell; a row that lacks cells is refused.
  isWholeLine: (line) => /(?: (?:MiB|MHz|W|us|%)|\]|Active|Enabled|Disabled|Default)"?$/.test(line),
  parse: parseNvidiaSmiQuery,
}

export const nvidiaSmiTableReader: ToolReader<'nvidia-smi'> = {
  tool: 'nvidia-smi',
  form: 'lines',
  signs: [/^\| GPU +Name[^\n]*\| Bus-Id +Disp\.A/m],
  isWholeLine: (line) => /^\+[-+]+\+\s*$/.test(line),
  parse: parseNvidiaSmiTable,
}

export const nvidiaSmiListReader: ToolReader<'nvidia-smi-l'> = {
  tool: 'nvidia-smi-l',
  form: 'lines',
  signs: [/^GPU \d{1,3}: [^\n]*\((?:UUID|S\/N): /m],
  isWholeLine: isWholeListLine,
  parse: parseNvidiaList,
}
