import { Banner } from '@/components/ui/banner'

/** What the server said to the whole form. Its place is above the buttons, where the eye is after pressing one. */
export function FormError({ message }: { readonly message: string | null }) {
  if (message === null) return null
  return (
    <Banner tone="bad" role="alert">
      {message}
    </Banner>
  )
}
