import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const OPEN =
  'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.133.20  Release Build  (dvs-builder@U22-I3-AE18-23-3)  Sun Mar 30 17:07:02 UTC 2025'
const GCC = 'GCC version:  gcc version 12.2.0 (Debian 12.2.0-14)'

/** As kernel-open/nvidia/nv-procfs.c prints it. */
const INFORMATION = `Model: \t\t NVIDIA H100 80GB HBM3
IRQ:   \t\t 236
GPU UUID: \t GPU-9221d5d1-b60b-a624-bf14-0a1819cfda3b
Video BIOS: \t 96.00.99.00.01
Bus Type: \t PCIe
DMA Size: \t 52 bits
DMA Mask: \t 0xfffffffffffff
Bus Location: \t 0000:17:00.0
Device Minor: \t 5
GPU Firmware: \t 570.133.20
GPU Excluded:\t No
`

/** A GPU that the driver has not initialised yet. */
const UNINITIALISED = `Model: \t\t Unknown
IRQ:   \t\t 0
GPU UUID: \t GPU-????????-????-????-????-????????????
Video BIOS: \t ??.??.??.??.??
Bus Type: \t PCIe
DMA Size: \t 47 bits
DMA Mask: \t 0x7fffffffffff
Bus Location: \t 0000:3B:00.0
Device Minor: \t ??
GPU Firmware: \t N/A
GPU Excluded:\t Yes
`

const prefix = (path: string, text: string) => text.replace(/^(?=.)/gm, `/proc/driver/nvidia/${path}:`)
const PATHS = [
  prefix('version', `${OPEN}\n${GCC}\n`),
  prefix('gpus/0000:17:00.0/information', INFORMATION),
  prefix('gpus/0000:3b:00.0/information', UNINITIALISED),
].join('')

const H100 = {
  address: '0000:17:00.0',
  model: 'NVIDIA H100 80GB HBM3',
  uuid: 'GPU-9221d5d1-b60b-a624-bf14-0a1819cfda3b',
  vbiosVersion: '96.00.99.00.01',
  minorNumber: 5,
  irq: 236,
  gpuFirmware: '570.133.20',
  isExcluded: false,
}
const UNKNOWN = {
  address: '0000:3b:00.0',
  model: null,
  uuid: null,
  vbiosVersion: null,
  minorNumber: null,
  irq: 0,
  gpuFirmware: null,
  isExcluded: true,
}

const read = (text: string) => takeFacts(parseText(text), 'proc-driver-nvidia')

describe('/proc/driver/nvidia', () => {
  it('tells module and GPUs by their paths; question marks are unknown and no issue', () => {
    const { facts, issues } = read(PATHS)
    expect(issues).toEqual([])
    expect(facts).toEqual({
      moduleVersion: '570.133.20',
      flavour: 'open',
      architecture: 'x86_64',
      gccVersion: '12.2.0',
      gpus: [H100, UNKNOWN],
    })
  })

  it('is read the same without paths, one file after another', () => {
    const { facts } = read(`${OPEN}\n${GCC}\n${INFORMATION}${UNINITIALISED}`)
    expect(facts).toMatchObject({ moduleVersion: '570.133.20', gpus: [H100, UNKNOWN] })
  })

  it.each([
    [
      'NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023',
      ['535.104.05', 'proprietary', 'x86_64'],
    ],
    [
      'NVRM version: NVIDIA UNIX Open Kernel Module for aarch64  540.4.0  Release Build  (buildbrain@mobile)',
      ['540.4.0', 'open', 'aarch64'],
    ],
    [
      'NVRM version: NVIDIA UNIX x86_64 Kernel Module  390.157  Wed Oct 12 09:19:07 UTC 2022',
      ['390.157', 'proprietary', 'x86_64'],
    ],
  ])('tells version, build and architecture of %s', (line, expected) => {
    const { facts, issues } = read(`${line}\nGCC version:  Selected multilib: .;@m64\n`)
    expect([facts.moduleVersion, facts.flavour, facts.architecture]).toEqual(expected)
    expect([facts.gccVersion, issues]).toEqual([null, []])
  })

  it('knows the address as old drivers wrote it, and their word for excluded', () => {
    const text = 'Model: \t\t Tesla K80\nIRQ:   \t\t 31\nBus Location: \t 0000:83.00.0\nBlacklisted:\t No\n'
    expect(read(text).facts.gpus).toMatchObject([{ address: '0000:83:00.0', isExcluded: false }])
  })

  it('leaves out a GPU without an address, and takes one told twice only once', () => {
    const nowhere = 'Model: \t\t NVIDIA L4\nIRQ:   \t\t 31\n'
    const { facts, issues } = read(`${nowhere}${INFORMATION}${INFORMATION}`)
    expect(facts.gpus).toEqual([H100])
    expect(issues.map(({ code }) => code)).toEqual(['missingSection', 'duplicate'])
  })

  it('makes no version of what is none', () => {
    const { facts, issues } = read('NVRM version: NVIDIA UNIX x86_64 Kernel Module  5x5\n')
    expect([facts.moduleVersion, facts.flavour]).toEqual([null, null])
    expect(issues).toMatchObject([{ code: 'unreadableValue', line: 1 }])
  })

  it('is refused where it says nothing of a driver', () => {
    const text = '/proc/driver/nvidia/params:ResmanDebugLevel: 4294967295\n'
    expect(takeRefusal(parseText(text, 'proc-driver-nvidia')).code).toBe('unrecognised')
  })

  it.each([
    ['with paths', PATHS],
    ['without paths', `${OPEN}\n${GCC}\n${INFORMATION}${UNINITIALISED}`],
  ])('%s cut off anywhere says nothing that the whole does not', (_, text) => {
    const report = tryCuts(text, 'proc-driver-nvidia', listLengths(text))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(100)
  })
})
