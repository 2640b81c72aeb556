import { HostFindingsTab } from '@/components/hosts/host-findings-tab'

export const metadata = { title: 'Findings' }

export default function HostFindingsPage() {
  return <HostFindingsTab />
}
