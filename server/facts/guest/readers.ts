import type { ToolReader } from '@/server/facts/tool-reader'
import { parseGuestAgents } from './parse-guest-agents'

/** A header `# nvidia-smi -q` alone is no sign: it may as well be root's prompt before that tool's output. */
export const guestAgentsReader: ToolReader<'guest-agents'> = {
  tool: 'guest-agents',
  form: 'lines',
  signs: [
    /^# (?:\S*\/)?(?:nvcc|nvidia-ctk|dcgmi|qemu-ga)\b/m,
    /^# [^\n]*(?:nvidia-gridd|\/usr\/local\/cuda)/m,
    /^NVIDIA Container Toolkit CLI version /m,
    /^dcgmi +version: /m,
    /^QEMU Guest Agent \d/m,
    /^Cuda compilation tools, release /m,
  ],
  parse: parseGuestAgents,
}
