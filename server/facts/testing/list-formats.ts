import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const FORMATS = resolve(process.env.BERTH_SHARED ?? '../shared', 'formats')

export interface RealSample {
  /** `topo-m/h100x8_spaces.txt`. */
  name: string
  bytes: Uint8Array
}

/** Every real sample of every format; empty, and said once, where they are not here. */
export function readAllSamples(): RealSample[] {
  if (!existsSync(FORMATS)) {
    process.stdout.write('skipped: properties over all real samples (BERTH_SHARED has no formats)\n')
    return []
  }
  const formats = readdirSync(FORMATS, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return formats.flatMap(({ name: format }) =>
    readdirSync(resolve(FORMATS, format)).map((file) => ({
      name: `${format}/${file}`,
      bytes: new Uint8Array(readFileSync(resolve(FORMATS, format, file))),
    })),
  )
}
