import dynamic from 'next/dynamic'
import { LoadingState } from '@/components/ui/skeleton'

const TopologyView = dynamic(
  () => import('@/components/hosts/topology-view').then((file) => file.TopologyView),
  { loading: () => <LoadingState label="Loading the topology" lines={10} /> },
)

export const metadata = { title: 'Topology' }

export default function HostTopologyPage() {
  return <TopologyView />
}
