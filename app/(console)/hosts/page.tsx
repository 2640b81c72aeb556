import { HostsScreen } from '@/components/hosts/hosts-screen'

export const metadata = { title: 'Hosts' }

export default function HostsPage() {
  return <HostsScreen />
}
