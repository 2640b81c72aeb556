interface SecurityHeadersArgs {
  /** Made anew for each page. */
  nonce: string
  berthUrl: string
  oidcIssuer: string | null
}

/**
 * The headers of a page (DESIGN §7). Scripts run by nonce and what those load; styles by nonce, while `style`
 * attributes are allowed because charts position by them; forms go to Berth and, redirected, to the provider of
 * single sign-on; nobody frames it.
 */
export function listSecurityHeaders({ nonce, berthUrl, oidcIssuer }: SecurityHeadersArgs) {
  const formTargets = ["'self'", ...(oidcIssuer === null ? [] : [new URL(oidcIssuer).origin])]
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    `form-action ${formTargets.join(' ')}`,
    "frame-ancestors 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    // Promised only where it can be kept: over plain HTTP browsers ignore it.
    ...(berthUrl.startsWith('https://')
      ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
      : {}),
  }
}
