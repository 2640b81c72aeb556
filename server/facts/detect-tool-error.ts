/** What tools print *instead of* their output when they cannot do their work. */
const ERRORS: RegExp[] = [
  /NVIDIA-SMI has failed because/,
  /Failed to initialize NVML/,
  /Unable to determine the device handle for/,
  /NVIDIA-SMI couldn't find libnvidia-ml/,
  /No NUMA (?:available|support available) on this system/,
  /^\S*: (?:line \d+: )?\S+: command not found$/m,
  /^(?:\S+: ){0,3}\S+: (?:not found|No such file or directory|Permission denied)$/m,
  /^lspci: .*(?:Cannot open|cannot find)/m,
]

/** An error is short; anything longer is refused for what is wrong with it. */
const MAX_ERROR_CHARACTERS = 4_096

/** The tool's own error message in a text that is no tool's output, or null. */
export function detectToolError(text: string): { line: number; message: string } | null {
  if (text.length > MAX_ERROR_CHARACTERS) return null
  const found = ERRORS.map((shape) => shape.exec(text)).find((match) => match !== null)
  if (!found) return null
  const line = text.slice(0, found.index).split('\n').length
  return { line, message: text.split('\n')[line - 1]?.trim() ?? '' }
}
