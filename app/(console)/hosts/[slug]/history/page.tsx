import { HistoryTab } from '@/components/hosts/history-tab'

export const metadata = { title: 'History' }

export default function HostHistoryPage() {
  return <HistoryTab />
}
