import { PartRefusal } from '@/server/facts/part-refusal'

/** What `nvidia-smi vgpu` prints, whatever it was asked for, on a host whose driver is not the vGPU manager. */
const NONE = /^No (?:supported devices in vGPU mode|devices were found|vGPU-supported devices found)\.?$/

const FAILURE = /^(?:Failed|Unable) to \S|: (?:Insufficient Permissions|Not Supported|Unknown Error)$/

export function isNoneAnswer(line: string): boolean {
  return NONE.test(line.trim())
}

/** Throws `PartRefusal` for a line by which `nvidia-smi vgpu` says that it failed. */
export function refuseVgpuFailure(content: string, line: number): void {
  if (FAILURE.test(content)) throw new PartRefusal('toolError', line, content)
}
