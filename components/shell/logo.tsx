/** A quay and three berths, one of them free. */
export function Logo({ className = 'size-5' }: { readonly className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 18 18" fill="currentColor" className={className}>
      <rect width="4" height="18" rx="1" />
      <rect x="7" width="11" height="5" rx="1" />
      <rect x="7" y="7" width="7" height="4" rx="1" opacity=".5" />
      <rect x="7" y="13" width="11" height="5" rx="1" />
    </svg>
  )
}
