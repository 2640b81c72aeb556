import { describe, expect, it } from 'vitest'
import type { ExpositionFacts } from '@/server/core/inventory/tools/exposition-facts'
import { takeFacts } from '@/server/facts/testing/parse-text'
import { hasSamples, listSamples, parseSample } from '@/server/facts/testing/shared-samples'

const FORMAT = 'prom'

interface Expectation {
  exporter: string
  families: number
  samples: number
  /** Family, labels that pick one sample of it, value. */
  values: [name: string, labels: Record<string, string>, value: number | null][]
}

const DCGM_GPU = { gpu: '0', UUID: 'GPU-c2f76b33-7953-256e-8f33-1343419b1a1c', modelName: 'NVIDIA L4' }

/** What a careful reader finds in each real file. */
const SAMPLES: Record<string, Expectation> = {
  'dcgm_kops_L4.prom': {
    exporter: 'dcgm-exporter',
    families: 23,
    samples: 23,
    values: [
      ['DCGM_FI_DEV_FB_FREE', DCGM_GPU, 22_563],
      ['DCGM_FI_DEV_FB_USED', DCGM_GPU, 0],
      ['DCGM_FI_DEV_FB_RESERVED', DCGM_GPU, 470],
      ['DCGM_FI_DEV_POWER_USAGE', DCGM_GPU, 16.365],
      ['DCGM_FI_DEV_GPU_TEMP', DCGM_GPU, 31],
    ],
  },
  'dcgm_netdata_metrics_valid_synthetic.prom': {
    exporter: 'dcgm-exporter',
    families: 11,
    samples: 12,
    values: [
      ['DCGM_FI_DEV_XID_ERRORS', { UUID: 'GPU-aaa' }, 31],
      ['DCGM_FI_DEV_ROW_REMAP_FAILURE', {}, 1],
      ['DCGM_FI_DEV_GPU_UTIL', { GPU_I_ID: '2', GPU_I_PROFILE: '1g.10gb' }, 60],
      // 0x7ffffffffffffff2: "not supported".
      ['DCGM_FI_DEV_MEMORY_TEMP', {}, null],
    ],
  },
  'node_exporter_e2e-output.txt': {
    exporter: 'node_exporter',
    families: 1_228,
    samples: 3_027,
    values: [
      ['node_pcidevice_max_link_transfers_per_second', { bus: '01', segment: '0000' }, 16_000_000_000],
      ['node_pcidevice_current_link_width', { bus: '00', device: '02', function: '1' }, 4],
      ['node_pcidevice_max_link_width', { bus: '00', device: '02', function: '1' }, 8],
      ['node_infiniband_rate_bytes_per_second', { device: 'mlx4_0', port: '2' }, 5_000_000_000],
      ['node_cpu_info', { model_name: 'Intel(R) Core(TM) i7-8650U CPU @ 1.90GHz', cpu: '4' }, 1],
    ],
  },
  'node_exporter_pcidevice-names-output.txt': {
    exporter: 'node_exporter',
    families: 12,
    samples: 52,
    values: [['node_pcidevice_current_link_transfers_per_second', { bus: '45' }, 5_000_000_000]],
  },
  'nvidia_gpu_exporter_h100-80gb-hbm3__590.48.01__load.prom': {
    exporter: 'nvidia_gpu_exporter',
    families: 134,
    samples: 138,
    values: [
      ['nvidia_smi_power_draw_watts', {}, 631.95],
      ['nvidia_smi_temperature_gpu', {}, 59],
      ['nvidia_smi_memory_total_bytes', {}, 85_520_809_984],
      ['nvidia_smi_gpu_info', { pci_bus_id: '00000000:00:09.0', driver_version: '590.48.01' }, 1],
    ],
  },
  'nvidia_gpu_exporter_h100-mig__590.48.01__load.prom': {
    exporter: 'nvidia_gpu_exporter',
    families: 124,
    samples: 128,
    values: [['nvidia_smi_power_draw_watts', {}, 433.78]],
  },
  'nvidia_gpu_exporter_h200-mig__590.48.01__idle.prom': {
    exporter: 'nvidia_gpu_exporter',
    families: 123,
    samples: 123,
    values: [['nvidia_smi_memory_total_bytes', {}, 150_754_820_096]],
  },
  'nvidia_gpu_exporter_l40s__595.80__load.prom': {
    exporter: 'nvidia_gpu_exporter',
    families: 132,
    samples: 134,
    values: [['nvidia_smi_gpu_info', { name: 'NVIDIA L40S', vbios_version: '95.02.66.00.02' }, 1]],
  },
  'triton_4gpu_tail.prom': {
    exporter: 'triton',
    // The first family's HELP and TYPE were cut off with the head of the page.
    families: 7,
    samples: 31,
    values: [
      ['nv_gpu_memory_total_bytes', { gpu_uuid: 'GPU-8674351b-fff7-56c3-f545-26313154b8ed' }, 16_944_988_160],
      ['nv_energy_consumption', { gpu_uuid: 'GPU-7a9c9f44-ff57-1177-e21a-1740a8cf1a65' }, 199_292.13],
      ['nv_inference_compute_output_duration_us', { model: 'gpt_neo_cola_part3' }, 64_549],
    ],
  },
  'vllm_datadog_opt-125m_excerpt.prom': {
    exporter: 'vllm',
    families: 11,
    samples: 56,
    values: [
      ['vllm:time_to_first_token_seconds', { le: '0.5' }, 1],
      ['vllm:e2e_request_latency_seconds', { le: '+Inf' }, 1],
      ['vllm:request_success_total', { finished_reason: 'length' }, 1],
    ],
  },
}

function findSample(facts: ExpositionFacts, name: string, labels: Record<string, string>) {
  const family = facts.families.find((candidate) => candidate.name === name)
  return family?.samples.find((sample) =>
    Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )
}

describe.skipIf(!hasSamples(FORMAT))('real pages in Prometheus’ format', () => {
  it('has an expectation here for every sample there is', () => {
    expect(Object.keys(SAMPLES).toSorted()).toEqual(listSamples(FORMAT))
    expect(listSamples(FORMAT)).toHaveLength(10)
  })

  it.each(Object.entries(SAMPLES))('%s gives what a careful reader finds in it', (file, expected) => {
    const { facts, issues } = takeFacts(parseSample(FORMAT, file), 'prometheus')
    expect(issues).toEqual([])
    expect(facts.exporter).toBe(expected.exporter)
    expect(facts.families).toHaveLength(expected.families)
    expect(facts.families.flatMap(({ samples }) => samples)).toHaveLength(expected.samples)
    for (const [name, labels, value] of expected.values) {
      expect(findSample(facts, name, labels), `${name} ${JSON.stringify(labels)}`).toMatchObject({ value })
    }
  })

  it('names the GPU behind dcgm-exporter’s labels', () => {
    const { facts } = takeFacts(parseSample(FORMAT, 'dcgm_kops_L4.prom'), 'prometheus')
    expect(facts.gpus).toEqual([
      {
        index: 0,
        uuid: 'GPU-c2f76b33-7953-256e-8f33-1343419b1a1c',
        device: 'nvidia0',
        address: '0000:31:00.0',
        modelName: 'NVIDIA L4',
        driverVersion: '580.105.08',
        hostname: 'i-030791dc5a37cd257',
        migInstances: [],
      },
    ])
  })

  it('keeps a histogram’s buckets, sum and count in one family', () => {
    const { facts } = takeFacts(parseSample(FORMAT, 'vllm_datadog_opt-125m_excerpt.prom'), 'prometheus')
    const family = facts.families.find(({ name }) => name === 'vllm:e2e_request_latency_seconds')
    expect(family).toMatchObject({
      kind: 'histogram',
      help: 'Histogram of end to end request latency in seconds.',
    })
    expect(family?.samples).toHaveLength(13)
    expect(family?.samples.at(-1)).toMatchObject({
      name: 'vllm:e2e_request_latency_seconds_sum',
      value: 0.5034303665161133,
    })
  })
})
