import { GpusTab } from '@/components/hosts/gpus-tab'

export const metadata = { title: 'GPUs' }

export default function HostGpusPage() {
  return <GpusTab />
}
