/** Beginnings of family names that only one exporter has. */
const PREFIXES: [prefix: string, exporter: string][] = [
  ['DCGM_FI_', 'dcgm-exporter'],
  ['node_', 'node_exporter'],
  ['nvidia_smi_', 'nvidia_gpu_exporter'],
  ['nv_', 'triton'],
  ['vllm:', 'vllm'],
  ['sglang:', 'sglang'],
  ['ceems_', 'ceems_exporter'],
  ['libvirt_', 'libvirt_exporter'],
  ['xpum_', 'xpumanager'],
]

/** Null for families that any exporter may have, such as `go_` and `process_`. */
export function recogniseExporter(familyName: string): string | null {
  return PREFIXES.find(([prefix]) => familyName.startsWith(prefix))?.[1] ?? null
}
