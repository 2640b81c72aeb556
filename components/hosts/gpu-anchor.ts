/** Where one GPU's panel stands on the page of its host. */
export function buildGpuAnchor(gpuId: string): string {
  return `gpu-${gpuId}`
}

export function buildGpuHref(slug: string, gpuId: string): string {
  return `/hosts/${slug}/gpus#${buildGpuAnchor(gpuId)}`
}
