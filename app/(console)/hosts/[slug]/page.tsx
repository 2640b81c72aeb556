import { FactsTab } from '@/components/hosts/facts-tab'

export default function HostFactsPage() {
  return <FactsTab />
}
