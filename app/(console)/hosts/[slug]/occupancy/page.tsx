import { OccupancyTab } from '@/components/hosts/occupancy/occupancy-tab'

export const metadata = { title: 'Occupancy' }

export default function HostOccupancyPage() {
  return <OccupancyTab />
}
