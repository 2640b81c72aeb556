import { PartRefusal } from '@/server/facts/part-refusal'
import type { ToolReader } from '@/server/facts/tool-reader'

export const virshCapabilitiesReader: ToolReader<'virsh-capabilities'> = {
  tool: 'virsh-capabilities',
  form: 'document',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const virshNodedevReader: ToolReader<'virsh-nodedev'> = {
  tool: 'virsh-nodedev',
  form: 'document',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const virshNodedevListReader: ToolReader<'virsh-nodedev-list'> = {
  tool: 'virsh-nodedev-list',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const virshListReader: ToolReader<'virsh-list'> = {
  tool: 'virsh-list',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const virshDomainsReader: ToolReader<'virsh-domains'> = {
  tool: 'virsh-domains',
  form: 'document',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const virshVcpupinReader: ToolReader<'virsh-vcpupin'> = {
  tool: 'virsh-vcpupin',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const virshEmulatorpinReader: ToolReader<'virsh-emulatorpin'> = {
  tool: 'virsh-emulatorpin',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const virshIothreadinfoReader: ToolReader<'virsh-iothreadinfo'> = {
  tool: 'virsh-iothreadinfo',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}

export const virshGuestinfoReader: ToolReader<'virsh-guestinfo'> = {
  tool: 'virsh-guestinfo',
  form: 'lines',
  signs: [],
  parse: () => {
    throw new PartRefusal('unrecognised', null, 'not read yet')
  },
}
