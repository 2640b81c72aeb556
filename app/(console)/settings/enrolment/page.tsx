import type { Metadata } from 'next'
import { EnrolmentScreen } from '@/components/settings/enrolment-screen'

export const metadata: Metadata = { title: 'Enrol a host' }

export default function EnrolmentPage() {
  return <EnrolmentScreen />
}
