import type { ServiceContext } from '@/server/services/context'
import { type Services, services } from '@/server/services/open'
import { readViewer } from '@/server/services/session/read-viewer'
import { readRemoteAddress } from '@/server/services/session/remote-address'
import type { Viewer } from '@/server/services/session/viewer'

/**
 * What every procedure starts from. The viewer is read at the first procedure of a request and shared by the
 * others of its batch; reading it may fail (no database, a bad key), and that has to be a procedure's error.
 */
export interface RequestContext {
  /** Null when no browser is involved: a key, a test. */
  origin: { given: string | null; hasCookie: boolean; site: string | null } | null
  services: Services
  readViewer(): Promise<Viewer>
  /** Reads the viewer again, for streams that outlive a session. */
  recheck(): Promise<Viewer>
  contextFor(viewer: Viewer): ServiceContext
}

interface CreateRequestContextArgs {
  headers: Headers
  onCookies?: (setCookies: string[]) => void
  from?: Services
}

export function createRequestContext({
  headers,
  onCookies,
  from = services(),
}: CreateRequestContextArgs): RequestContext {
  let known: Promise<Viewer> | null = null
  return {
    origin: {
      given: headers.get('origin'),
      hasCookie: headers.has('cookie') && !headers.has('authorization'),
      site: headers.get('sec-fetch-site'),
    },
    services: from,
    readViewer: () => {
      known ??= readViewer(headers, { from, ...(onCookies ? { onCookies } : {}) })
      return known
    },
    recheck: () => readViewer(headers, { from }),
    contextFor: (viewer) => from.contextFor(viewer, readRemoteAddress(headers)),
  }
}
