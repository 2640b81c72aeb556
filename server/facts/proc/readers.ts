import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'

export const procDriverNvidiaReader: ToolReader<'proc-driver-nvidia'> = {
  tool: 'proc-driver-nvidia',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const interruptsReader: ToolReader<'proc-interrupts'> = {
  tool: 'proc-interrupts',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const irqAffinityReader: ToolReader<'irq-affinity'> = {
  tool: 'irq-affinity',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const softirqsReader: ToolReader<'proc-softirqs'> = {
  tool: 'proc-softirqs',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const pressureReader: ToolReader<'proc-pressure'> = {
  tool: 'proc-pressure',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const qemuProcessesReader: ToolReader<'qemu-processes'> = {
  tool: 'qemu-processes',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
