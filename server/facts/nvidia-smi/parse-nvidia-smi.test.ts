import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeGpu, writeNvidiaSmi } from '@/server/facts/testing/nvidia-smi-document'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

function readFirst(inside: string) {
  const { facts, issues } = takeFacts(parseText(writeNvidiaSmi([writeGpu(0, inside)])), 'nvidia-smi-q-x')
  const gpu = facts.gpus[0]
  if (!gpu) throw new Error('no GPU')
  return { gpu, issues }
}

function writeMigDevice(index: number, instance: number): string {
  return `<mig_device><index>${index}</index>
      <gpu_instance_id>${instance}</gpu_instance_id><compute_instance_id>${index}</compute_instance_id>
      <device_attributes><shared><multiprocessor_count>16</multiprocessor_count></shared></device_attributes>
      <fb_memory_usage><total>9984 MiB</total></fb_memory_usage></mig_device>`
}

describe('nvidia-smi -q -x: what it says', () => {
  it('keeps the order of the file and the address of each of eight GPUs', () => {
    const text = writeNvidiaSmi(Array.from({ length: 8 }, (_, index) => writeGpu(index)))
    const { facts, issues } = takeFacts(parseText(text), 'nvidia-smi-q-x')
    expect(facts.gpus.map((gpu) => gpu.busId)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((index) => `0000:1${index}:00.0`),
    )
    expect(issues).toEqual([])
  })

  it('keeps a PCI domain that is not zero', () => {
    const text = writeNvidiaSmi([writeGpu(0).replaceAll('00000000:10', '00000009:01')])
    expect(takeFacts(parseText(text), 'nvidia-smi-q-x').facts.gpus[0]?.busId).toBe('0009:01:00.0')
  })

  it('says how many GPUs are claimed when fewer are shown', () => {
    const { facts, issues } = takeFacts(parseText(writeNvidiaSmi([writeGpu(0)], 4)), 'nvidia-smi-q-x')
    expect(facts).toMatchObject({ attachedGpus: 4, gpus: [expect.anything()] })
    expect(issues.map((issue) => issue.code)).toEqual(['countMismatch'])
  })

  it.each([
    'N/A',
    'Requested functionality has been deprecated',
    '[REDACTED]',
    'Unknown Error',
    ' ',
    'Insufficient Size',
  ])('reads %j as unknown, never as zero, without an issue', (marker) => {
    const { gpu, issues } = readFirst(
      `<temperature><gpu_temp>${marker}</gpu_temp></temperature><serial>${marker}</serial>`,
    )
    expect([gpu.temperatureC, gpu.serial]).toEqual([null, null])
    expect(issues).toEqual([])
  })

  it.each(['1e5 C', '0x1F C', '17', '17 F', '1 7 C'])(
    'refuses to guess at %j and says so with the line',
    (text) => {
      const { gpu, issues } = readFirst(`<temperature><gpu_temp>${text}</gpu_temp></temperature>`)
      expect(gpu.temperatureC).toBeNull()
      expect(issues).toEqual([{ code: 'unreadableValue', line: 20, detail: `temperature/gpu_temp: ${text}` }])
    },
  )

  it('reads pending row remaps and uncorrectable errors of the newest layout', () => {
    const { gpu } = readFirst(`
      <ecc_errors><volatile>
        <sram_correctable>1</sram_correctable>
        <sram_uncorrectable_parity>2</sram_uncorrectable_parity>
        <sram_uncorrectable_secded>3</sram_uncorrectable_secded>
        <dram_correctable>4</dram_correctable><dram_uncorrectable>5</dram_uncorrectable>
      </volatile></ecc_errors>
      <remapped_rows>
        <remapped_row_corr>1</remapped_row_corr><remapped_row_unc>2</remapped_row_unc>
        <remapped_row_pending>Yes</remapped_row_pending><remapped_row_failure>No</remapped_row_failure>
      </remapped_rows>`)
    expect(gpu.ecc.volatile).toEqual({
      corrected: 5,
      uncorrected: 10,
      sramCorrected: 1,
      sramUncorrected: 5,
      dramCorrected: 4,
      dramUncorrected: 5,
    })
    expect(gpu.remappedRows).toEqual({ correctable: 1, uncorrectable: 2, pending: true, failure: false })
  })

  it('has no total of ECC errors when one part of it is unknown', () => {
    const { gpu } = readFirst(`<ecc_errors><volatile>
      <sram_uncorrectable>0</sram_uncorrectable><dram_uncorrectable>N/A</dram_uncorrectable>
    </volatile></ecc_errors>`)
    expect(gpu.ecc.volatile).toMatchObject({ uncorrected: null, sramUncorrected: 0, dramUncorrected: null })
  })

  it('reads the old layout of ECC counters by its totals', () => {
    const { gpu } = readFirst(`<ecc_errors><aggregate>
      <single_bit><device_memory>7</device_memory><total>9</total></single_bit>
      <double_bit><device_memory>1</device_memory><total>2</total></double_bit>
    </aggregate></ecc_errors>`)
    expect(gpu.ecc.aggregate).toMatchObject({
      corrected: 9,
      uncorrected: 2,
      dramCorrected: 7,
      dramUncorrected: 1,
    })
  })

  it('reads MIG devices with the GPU instance that owns their memory', () => {
    const { gpu } =
      readFirst(`<mig_mode><current_mig>Enabled</current_mig><pending_mig>Disabled</pending_mig></mig_mode>
      <mig_devices>${writeMigDevice(0, 5)}${writeMigDevice(1, 5)}</mig_devices>`)
    expect(gpu.migMode).toEqual({ current: 'enabled', pending: 'disabled' })
    expect(gpu.migDevices).toMatchObject([
      { index: 0, gpuInstanceId: 5, computeInstanceId: 0, multiprocessors: 16, memory: { totalMib: 9984 } },
      { index: 1, gpuInstanceId: 5, computeInstanceId: 1 },
    ])
    // Its own memory is read by path, not mistaken for that of a MIG device.
    expect(gpu.memory.totalMib).toBe(81559)
  })

  it('takes the GPU’s own power, never the module’s', () => {
    const { gpu } = readFirst(`
      <module_power_readings><instant_power_draw>999.00 W</instant_power_draw></module_power_readings>
      <gpu_power_readings><average_power_draw>300.00 W</average_power_draw>
        <current_power_limit>700.00 W</current_power_limit></gpu_power_readings>`)
    expect([gpu.powerDrawW, gpu.powerLimitW]).toEqual([300, 700])
  })

  it('takes a leaf in place of the throttle reasons as unknown, and an empty list of active ones as told', () => {
    expect(readFirst('<clocks_event_reasons>N/A</clocks_event_reasons>').gpu.clocksEventReasons).toBeNull()
    const idle = '<clocks_event_reason_gpu_idle>Not Active</clocks_event_reason_gpu_idle>'
    expect(readFirst(`<clocks_event_reasons>${idle}</clocks_event_reasons>`).gpu.clocksEventReasons).toEqual(
      [],
    )
  })

  it('does not believe 0 C from a vGPU guest', () => {
    const { gpu } = readFirst(`<temperature><gpu_temp>0 C</gpu_temp></temperature>
      <gpu_virtualization_mode><virtualization_mode>VGPU</virtualization_mode></gpu_virtualization_mode>`)
    expect(gpu.temperatureC).toBeNull()
  })

  it('reads fabric state by its mixed-case names', () => {
    const { gpu } = readFirst(`<fabric><state>Completed</state><status>Success</status><cliqueId>1</cliqueId>
      <clusterUuid>5f6e0d0e-0000-4000-8000-000000000001</clusterUuid></fabric>`)
    expect(gpu.fabric).toEqual({
      state: 'Completed',
      status: 'Success',
      cliqueId: '1',
      clusterUuid: '5f6e0d0e-0000-4000-8000-000000000001',
    })
  })

  it('keeps markup in names as text', () => {
    const { gpu } = readFirst('<serial>&lt;script&gt;alert(1)&lt;/script&gt;</serial>')
    expect(gpu.serial).toBe('<script>alert(1)</script>')
  })

  it('reads past a warning that nvidia-smi prints after the document', () => {
    const text = `${writeNvidiaSmi([writeGpu(0)])}WARNING: infoROM is corrupted at gpu 0000:10:00.0\n`
    const { facts, issues } = takeFacts(parseText(text), 'nvidia-smi-q-x')
    expect(facts.gpus).toHaveLength(1)
    expect(issues).toMatchObject([{ code: 'unreadableLine', line: text.split('\n').length - 1 }])
  })

  it('knows a host without usable GPUs from one without an answer', () => {
    const { facts, issues } = takeFacts(parseText('No devices were found\n'), 'nvidia-smi-q-x')
    expect(facts.gpus).toEqual([])
    expect(issues.map((issue) => issue.code)).toEqual(['noDevices'])
  })
})

describe('nvidia-smi -q -x: what is refused', () => {
  it.each([
    'NVIDIA-SMI has failed because it couldn’t communicate with the NVIDIA driver. Make sure that it runs.',
    'Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 550.90',
    'Unable to determine the device handle for GPU0000:3B:00.0: Unknown Error',
  ])('%s is the tool’s own failure', (text) => {
    expect(takeRefusal(parseText(text, 'nvidia-smi-q-x'))).toMatchObject({ code: 'toolError', line: 1 })
  })

  it.each([
    ['an unclosed element', '<serial><uuid></serial>', 20],
    ['an entity of its own', '<serial>&secret;</serial>', 20],
    ['a bare ampersand', '<serial>a & b</serial>', 20],
  ])('%s refuses the part with its line', (_, inside, line) => {
    const refusal = takeRefusal(parseText(writeNvidiaSmi([writeGpu(0, inside)])))
    expect(refusal).toMatchObject({ tool: 'nvidia-smi-q-x', code: 'malformed', line })
  })

  it('a DOCTYPE that declares entities is refused, so none can grow or be fetched', () => {
    const text = writeNvidiaSmi([writeGpu(0)]).replace(
      /<!DOCTYPE[^>]*>/,
      '<!DOCTYPE nvidia_smi_log [<!ENTITY a "aaaa"><!ENTITY x SYSTEM "file:///etc/passwd">]>',
    )
    expect(takeRefusal(parseText(text))).toMatchObject({ code: 'malformed', line: 2 })
  })

  it('nesting without end is refused', () => {
    const deep = `<nvidia_smi_log>${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}</nvidia_smi_log>`
    expect(takeRefusal(parseText(deep)).code).toBe('malformed')
  })

  it('elements without number are refused', () => {
    const wide = `<nvidia_smi_log>${'<a/>'.repeat(250_000)}</nvidia_smi_log>`
    expect(takeRefusal(parseText(wide)).code).toBe('tooLarge')
  })

  it('two documents in one file are refused', () => {
    const text = writeNvidiaSmi([writeGpu(0)])
    expect(takeRefusal(parseText(text + text)).code).toBe('malformed')
  })

  it('a document cut anywhere is refused, or complete', () => {
    const text = writeNvidiaSmi([writeGpu(0), writeGpu(1), writeGpu(2)])
    const bytes = new TextEncoder().encode(text)
    let refusals = 0
    for (let length = 1; length < bytes.length; length += 1) {
      const part = parseText(text.slice(0, length), 'nvidia-smi-q-x')
      if (part.kind === 'refused') refusals += 1
      else expect(takeFacts(part, 'nvidia-smi-q-x').facts.gpus).toHaveLength(3)
    }
    // All but the cut that takes only the last line break.
    expect(refusals).toBe(bytes.length - 2)
  })

  it('whatever is inside the document, the parser answers and does not throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (noise, place) => {
        const text = writeNvidiaSmi([writeGpu(0)])
        const at = place % text.length
        const part = parseText(text.slice(0, at) + noise + text.slice(at), 'nvidia-smi-q-x')
        expect(['parsed', 'refused']).toContain(part.kind)
        if (part.kind === 'refused') expect(part.detail).not.toContain('parser failed')
      }),
      { numRuns: 300 },
    )
  })
})
