import type { ReactNode } from 'react'
import { QueryProvider } from '@/components/query/provider'

export default function AuthLayout({ children }: { readonly children: ReactNode }) {
  return <QueryProvider>{children}</QueryProvider>
}
