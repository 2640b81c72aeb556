import { UnknownValue } from '@/components/ui/unknown-value'

export type NumaBadgeProps = {
  /** The node's number; null is unknown, which is not node 0. */
  readonly node: number | null
  readonly kind?: 'cpu' | 'memoryOnly' | 'gpuMemory' | 'cxl'
  readonly unknownReason?: string
}

const kindWord = { cpu: '', memoryOnly: ' memory only', gpuMemory: ' GPU memory', cxl: ' CXL' } as const

export function NumaBadge({ node, kind = 'cpu', unknownReason }: NumaBadgeProps) {
  if (node === null)
    return <UnknownValue reason={unknownReason ?? 'The host does not say which NUMA node this is on.'} />
  return (
    <span className="inline-block rounded-sm border px-1.5 text-xs leading-5 whitespace-nowrap">
      NUMA {node}
      {kindWord[kind]}
    </span>
  )
}
