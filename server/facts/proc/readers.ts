import type { ToolReader } from '@/server/facts/tool-reader'
import { parseInterrupts } from './parse-interrupts'
import { parseIrqAffinity } from './parse-irq-affinity'
import { parsePressure } from './parse-pressure'
import { parseProcDriverNvidia } from './parse-proc-driver-nvidia'
import { parseQemuProcesses } from './parse-qemu-processes'
import { parseSoftirqs } from './parse-softirqs'

export const procDriverNvidiaReader: ToolReader<'proc-driver-nvidia'> = {
  tool: 'proc-driver-nvidia',
  form: 'lines',
  signs: [
    /^\/proc\/driver\/nvidia\/(?:version|gpus\/)/m,
    /^NVRM version:\s*NVIDIA UNIX/m,
    /^Model:[^\n]*\nIRQ:/m,
  ],
  parse: parseProcDriverNvidia,
}

export const interruptsReader: ToolReader<'proc-interrupts'> = {
  tool: 'proc-interrupts',
  form: 'lines',
  signs: [/^[ \t]*CPU\d[ \tCPU\d]*\n[ \t]*(?!HI:)\w+:/m],
  parse: parseInterrupts,
}

export const irqAffinityReader: ToolReader<'irq-affinity'> = {
  tool: 'irq-affinity',
  form: 'lines',
  signs: [/^\/proc\/irq\/\d+\/\w+:/m],
  parse: parseIrqAffinity,
}

export const softirqsReader: ToolReader<'proc-softirqs'> = {
  tool: 'proc-softirqs',
  form: 'lines',
  signs: [/^[ \t]*CPU\d[ \tCPU\d]*\n[ \t]*HI:/m],
  parse: parseSoftirqs,
}

export const pressureReader: ToolReader<'proc-pressure'> = {
  tool: 'proc-pressure',
  form: 'lines',
  signs: [/^(?:\/proc\/pressure\/\w+:)?(?:some|full) avg10=/m],
  parse: parsePressure,
}

export const qemuProcessesReader: ToolReader<'qemu-processes'> = {
  tool: 'qemu-processes',
  form: 'lines',
  signs: [/^\/proc\/\d+\/(?:status|guest|uuid):/m, /^Name:\s+qemu/m],
  parse: parseQemuProcesses,
}
