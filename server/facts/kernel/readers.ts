import type { ToolReader } from '@/server/facts/tool-reader'
import { parseCmdline } from './parse-cmdline'
import { parseKernelLog } from './parse-kernel-log'
import { parseKernels } from './parse-kernels'

/** Words without a name of their own: last of all readers. */
export const cmdlineReader: ToolReader<'proc-cmdline'> = {
  tool: 'proc-cmdline',
  form: 'lines',
  signs: [/^(?:\/proc\/cmdline:|BOOT_IMAGE=|root=\S|\w[^\n]*[ \t](?:BOOT_IMAGE|root)=\S)/],
  parse: parseCmdline,
}

export const kernelsReader: ToolReader<'kernels'> = {
  tool: 'kernels',
  form: 'lines',
  signs: [/^(?:running|installed):\d\S*$/m, /^reboot_required:(?:yes|no|unknown)?$/m],
  parse: parseKernels,
}

export const kernelLogReader: ToolReader<'kernel-log'> = {
  tool: 'kernel-log',
  form: 'lines',
  signs: [
    /^(?:<\d{1,3}>)?\[ *\d{1,12}\.\d{6}\]/m,
    /^\[\S{2,9} \S{2,9} [ \d]\d \d\d:\d\d:\d\d \d{4}\] /m,
    /^\S{2,9} (?:[ \d]\d|\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d(?:\.\d+)? (?:\S{1,9} )?\S+ kernel: /m,
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S* (?:\S+ kernel: |NVRM: |pcieport |nvidia |vfio)/m,
    /^\d{9,11}\.\d{1,9} \S+ kernel: /m,
    /^[a-z]+ *:[a-z]+ *: \[ *\d+\.\d{6}\]/m,
    /^NVRM: (?:Xid|loading) /m,
  ],
  parse: parseKernelLog,
}
