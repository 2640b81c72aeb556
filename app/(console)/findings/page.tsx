import { FindingsScreen } from '@/components/findings/findings-screen'

export const metadata = { title: 'Findings' }

export default function FindingsPage() {
  return <FindingsScreen />
}
