import { isLoopbackUrl } from '@/server/services/auth/trusted-origins'

interface EnrolmentLinesArgs {
  berthUrl: string
  /** Of the collector as this server serves it. */
  sha256: string
  secret: string
  /** `guest`: only what describes a virtual machine's own software. */
  profile?: 'host' | 'guest'
}

/**
 * What is pasted into a host's shell. Each step only runs if the one before it went well: fetch the collector,
 * check that it is the one this page was made for, run it as root. The token goes in by `printf`, which is part
 * of the shell, so no process list ever shows it; a root shell without sudo needs none.
 */
export function writeEnrolmentLines({ berthUrl, sha256, secret, profile = 'host' }: EnrolmentLinesArgs): {
  curl: string
  wget: string
} {
  const script = `'${berthUrl}/api/collector'`
  const guest = profile === 'guest' ? ' --guest' : ''
  const wrap = (fetch: string) =>
    [
      'f=$(mktemp)',
      fetch,
      `echo "${sha256}  $f" | sha256sum -c --quiet`,
      `printf %s '${secret}' | $([ "$(id -u)" = 0 ] || echo sudo) sh "$f" enrol --url '${berthUrl}' --timer${guest}`,
    ].join(' && ')
  return { curl: wrap(`curl -fsSL ${script} -o "$f"`), wget: wrap(`wget -qO "$f" ${script}`) }
}

/** Does the token cross a network that others can read? */
export function isPlainHttp(berthUrl: string): boolean {
  return berthUrl.startsWith('http://') && !isLoopbackUrl(berthUrl)
}
