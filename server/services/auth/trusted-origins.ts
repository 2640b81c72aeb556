const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]']

/** Is it this machine's own address, where plain HTTP is not readable by anybody else? */
export function isLoopbackUrl(url: string): boolean {
  const { hostname } = new URL(url)
  return LOOPBACK_NAMES.includes(hostname) || hostname.startsWith('127.')
}

/**
 * The origins whose pages may act for a signed-in person: Berth's own. On loopback the machine has three names
 * for itself, and a person who types the other one is not an attacker.
 */
export function listTrustedOrigins(berthUrl: string): string[] {
  if (!isLoopbackUrl(berthUrl)) return [new URL(berthUrl).origin]
  return LOOPBACK_NAMES.map((name) => {
    const url = new URL(berthUrl)
    url.hostname = name
    return url.origin
  })
}
