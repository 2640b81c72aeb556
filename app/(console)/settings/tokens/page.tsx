import type { Metadata } from 'next'
import { TokensScreen } from '@/components/settings/tokens-screen'

export const metadata: Metadata = { title: 'Tokens' }

export default function TokensPage() {
  return <TokensScreen />
}
