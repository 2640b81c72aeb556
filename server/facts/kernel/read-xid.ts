import { describeMessage, findAddress, type KernelMessage } from './describe-message'

/** kernel_rc.c of NVIDIA's open modules: address, then the MIG instances where it can be laid to one. */
const XID =
  /^NVRM: Xid \(((?:PCI:)?[0-9a-f:.]{5,20})(?: GPU-I:(\d{1,3}))?(?: GPU-CI:(\d{1,3}))?\): (\d{1,5})(?:,? +(.*)|,?$)/i

const SXID = /^nvidia-nvswitch\d{1,3}:? SXid \((PCI:[0-9a-f:.]{5,20})\): (\d{1,6})(?:,? +(.*)|,?$)/i

const ADDRESS = /^(?:PCI:)?(\S+)$/i

/** Xids that tell of one NVLink: 74, and 144 to 150 on Blackwell. */
const NVLINK_XIDS = new Set([74, 144, 145, 146, 147, 148, 149, 150])

/** `NVRM: Xid (PCI:0000:3b:00): 79, pid=1234, name=python, GPU has fallen off the bus.`, or null. */
export function readXid(message: string): KernelMessage | null {
  const match = XID.exec(message)
  if (!match) return null
  const number = Number(match[4])
  const rest = match[5] ?? ''
  const isOfNvlink = NVLINK_XIDS.has(number)
  const name = /(?:^|, )name=([^,]{1,64})(?:,|$)/.exec(rest)?.[1]
  return describeMessage('xid', {
    address: findAddress(match[1] ?? '', ADDRESS),
    number,
    gpuInstanceId: readNumber(match[2]),
    computeInstanceId: readNumber(match[3]),
    nvlink: isOfNvlink ? readNumber(/\blink (\d{1,3})\b/i.exec(rest)?.[1]) : null,
    pid: readNumber(/^pid='?(\d{1,10})'?,/.exec(rest)?.[1]),
    processName: name === undefined || name.includes('<unknown>') ? null : name,
    severity: isOfNvlink ? readSeverity(/\b(fatal|non-?fatal)\b/i.exec(rest)?.[1]) : null,
  })
}

/** `nvidia-nvswitch0: SXid (PCI:0000:c1:00.0): 12028, Non-fatal, Link 32 egress non-posted PRIV error (First)`, or null. */
export function readSxid(message: string): KernelMessage | null {
  const match = SXID.exec(message)
  const rest = match?.[3] ?? ''
  if (!match) return null
  return describeMessage('sxid', {
    address: findAddress(match[1] ?? '', ADDRESS),
    number: Number(match[2]),
    nvlink: readNumber(/\bLink (\d{1,3})\b/.exec(rest)?.[1]),
    severity: readSeverity(/^(fatal|non-?fatal)\b/i.exec(rest)?.[1]),
  })
}

/** The lines of registers that follow an SXid under its number are no errors of their own. */
export function isSxidDetail(message: string): boolean {
  return /^(?:Severity \d|Data \{)/.test(SXID.exec(message)?.[3] ?? '')
}

function readNumber(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits)
}

function readSeverity(word: string | undefined): string | null {
  if (word === undefined) return null
  return /^non/i.test(word) ? 'Non-fatal' : 'Fatal'
}
