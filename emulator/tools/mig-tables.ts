import type { GpuLayout } from '@/emulator/gpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { countFreeInstances, type MigProfileLayout } from '@/emulator/mig-geometry'
import { requireNvidia } from './nvidia-smi'

const MIB_PER_GIB = 1024

interface Column {
  at: number
  align: 'left' | 'right'
}

/** Texts at their columns within a row of the table. */
function writeRow(width: number, cells: [Column, string | number][]): string {
  let row = '|'
  for (const [{ at, align }, value] of cells) {
    const text = String(value)
    const start = align === 'left' ? at : at - text.length
    row = row.padEnd(start) + text
  }
  return `${row.padEnd(width - 1)}|`
}

const left = (at: number): Column => ({ at, align: 'left' })
const right = (at: number): Column => ({ at, align: 'right' })

/** GPUs that take MIG commands, with their numbers. */
function listMigGpus(
  host: HostLayout,
): { gpu: GpuLayout; index: number; mig: NonNullable<GpuLayout['mig']> }[] {
  return requireNvidia(host).gpus.flatMap((gpu, index) => (gpu.mig ? [{ gpu, index, mig: gpu.mig }] : []))
}

export function hasMig({ nvidia }: HostLayout): boolean {
  return nvidia?.gpus.some(({ mig }) => mig !== null) ?? false
}

function writeTable(width: number, head: string[], rows: string[][]): string {
  const rule = `+${'-'.repeat(width - 2)}+`
  const heading = head.map((line) => `|${line.padEnd(width - 2)}|`)
  return [rule, ...heading, `|${'='.repeat(width - 2)}|`, ...rows.flatMap((row) => [...row, rule]), ''].join(
    '\n',
  )
}

/** `nvidia-smi mig -lgip`. */
export function writeMigProfiles(host: HostLayout): string {
  const width = 79
  const rows = listMigGpus(host).flatMap(({ gpu, index, mig }) =>
    gpu.board.migProfiles.map((profile) => {
      const free = countFreeInstances(gpu.board.migProfiles, profile, mig)
      const total = countFreeInstances(gpu.board.migProfiles, profile, [])
      return [
        writeRow(width, [
          [right(5), index],
          [left(7), `MIG ${profile.name}`],
          [right(27), profile.id],
          [left(32), `${free}/${total}`],
          [right(48), formatGib(profile)],
          [left(54), 'No'],
          [left(61), profile.multiprocessors],
          [left(68), profile.decoders],
          [left(74), profile.encoders],
        ]),
        writeRow(width, [
          [right(63), profile.copyEngines],
          [left(68), profile.jpegEngines],
          [left(74), profile.opticalFlowEngines],
        ]),
      ]
    }),
  )
  return writeTable(
    width,
    [
      ' GPU instance profiles:',
      ' GPU   Name             ID    Instances   Memory     P2P    SM    DEC   ENC  ',
      '                              Free/Total   GiB              CE    JPEG  OFA  ',
    ],
    rows,
  )
}

function formatGib({ memoryMib }: MigProfileLayout): string {
  return (memoryMib / MIB_PER_GIB).toFixed(2)
}

/** `nvidia-smi mig -lgipp`. */
export function writeMigPlacements(host: HostLayout): string {
  return listMigGpus(host)
    .flatMap(({ gpu, index }) =>
      gpu.board.migProfiles.map(({ id, starts, memorySlices }) => {
        const word = starts.length === 1 ? 'Placement ' : 'Placements'
        return `GPU ${String(index).padStart(2)} Profile ID ${String(id).padStart(2)} ${word}: {${starts.join(',')}}:${memorySlices}\n`
      }),
    )
    .join('')
}

/** `nvidia-smi mig -lgi`. */
export function writeGpuInstances(host: HostLayout): string {
  const width = 57
  const rows = listMigGpus(host).flatMap(({ index, mig }) =>
    mig.map(({ id, profile, start }) => [
      writeRow(width, [
        [right(5), index],
        [left(7), `MIG ${profile.name}`],
        [right(29), profile.id],
        [right(38), id],
        [right(51), `${start}:${profile.memorySlices}`],
      ]),
    ]),
  )
  if (rows.length === 0) return 'No GPU instances found: Not Found\n'
  return writeTable(
    width,
    [
      ' GPU instances:',
      ' GPU   Name             Profile  Instance   Placement  ',
      '                          ID       ID       Start:Size ',
    ],
    rows,
  )
}

/** `nvidia-smi mig -lci`. */
export function writeComputeInstances(host: HostLayout): string {
  const width = 70
  const rows = listMigGpus(host).flatMap(({ index, mig }) =>
    mig.flatMap((gpuInstance) =>
      gpuInstance.computeInstances.map(({ id, profile, start }) => [
        writeRow(width, [
          [right(5), index],
          [right(12), gpuInstance.id],
          [left(19), `MIG ${profile.name}`],
          [right(41), profile.id],
          [right(51), id],
          [right(64), `${start}:${profile.computeSlices}`],
        ]),
      ]),
    ),
  )
  if (rows.length === 0) return 'No compute instances found: Not Found\n'
  return writeTable(
    width,
    [
      ' Compute instances:',
      ' GPU     GPU       Name             Profile   Instance   Placement  ',
      '       Instance                       ID        ID       Start:Size ',
      '         ID',
    ],
    rows,
  )
}
