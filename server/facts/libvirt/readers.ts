import type { ToolReader } from '@/server/facts/tool-reader'
import { parseCapabilities } from './parse-capabilities'
import { parseDomains } from './parse-domains'
import { parseGuestinfo } from './parse-guestinfo'
import { parseList } from './parse-list'
import { parseNodedev } from './parse-nodedev'
import { parseNodedevList } from './parse-nodedev-list'
import { parsePins } from './parse-pins'

export const virshCapabilitiesReader: ToolReader<'virsh-capabilities'> = {
  tool: 'virsh-capabilities',
  form: 'document',
  // A container's domain has <capabilities policy='…'> of its own, and no host in it.
  signs: [/<capabilities>\s{0,64}<host>/],
  parse: parseCapabilities,
}

export const virshNodedevReader: ToolReader<'virsh-nodedev'> = {
  tool: 'virsh-nodedev',
  form: 'document',
  signs: [/<device>\s{0,64}<(?:name|path|parent|driver|capability)\b/],
  parse: parseNodedev,
}

export const virshNodedevListReader: ToolReader<'virsh-nodedev-list'> = {
  tool: 'virsh-nodedev-list',
  form: 'lines',
  signs: [
    /^[ |+-]{0,64}pci_[0-9a-f]{4,8}_[0-9a-f]{2}_[01][0-9a-f]_[0-7]$/m,
    /^[ |+-]{0,64}mdev_[0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12}(?:_[0-9a-f]{4,8}_[0-9a-f]{2}_[01][0-9a-f]_[0-7])?$/m,
  ],
  // Both names end with a function's one digit.
  isWholeLine: (line) =>
    /^[ |+-]*(?:pci|mdev(?:_[0-9a-f]+){5})_[0-9a-f]{4,8}_[0-9a-f]{2}_[0-9a-f]{2}_[0-7]$/.test(line),
  parse: parseNodedevList,
}

export const virshListReader: ToolReader<'virsh-list'> = {
  tool: 'virsh-list',
  form: 'lines',
  signs: [
    /^ {0,8}Id +Name +State(?: +Title)? *$/m,
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12} \S[^\n]*$/m,
  ],
  parse: parseList,
}

export const virshDomainsReader: ToolReader<'virsh-domains'> = {
  tool: 'virsh-domains',
  form: 'document',
  signs: [/<domain\s[^<>]{0,512}?\btype\s?=\s?['"]/],
  parse: parseDomains,
}

export const virshVcpupinReader: ToolReader<'virsh-vcpupin'> = {
  tool: 'virsh-vcpupin',
  form: 'lines',
  signs: [/^ {0,16}VCPU {0,16}:? {1,16}CPU Affinity *$/m],
  parse: parsePins,
}

export const virshEmulatorpinReader: ToolReader<'virsh-emulatorpin'> = {
  tool: 'virsh-emulatorpin',
  form: 'lines',
  signs: [/^ {0,16}emulator {0,16}:? {1,16}CPU Affinity *$/m],
  parse: parsePins,
}

export const virshIothreadinfoReader: ToolReader<'virsh-iothreadinfo'> = {
  tool: 'virsh-iothreadinfo',
  form: 'lines',
  signs: [
    /^ {0,16}IOThread ID {0,16}:? {1,16}CPU Affinity *$/m,
    /^ {0,16}No IOThreads found for the domain/m,
  ],
  parse: parsePins,
}

export const virshGuestinfoReader: ToolReader<'virsh-guestinfo'> = {
  tool: 'virsh-guestinfo',
  form: 'lines',
  signs: [
    /^(?:os\.(?:id|name|machine|kernel-release)|(?:user|fs|if|disk)\.count) *: /m,
    /^error: .{0,64}[Gg]uest agent is not /m,
  ],
  parse: parseGuestinfo,
}
