import { SourcesTab } from '@/components/hosts/sources/sources-tab'

export const metadata = { title: 'Sources' }

export default function HostSourcesPage() {
  return <SourcesTab />
}
