import type { Tone } from '@/components/ui/tone'
import type { TokenDto } from '@/server/contracts/token'

export const tokenKindWords: Readonly<Record<TokenDto['kind'], string>> = {
  apiKey: 'API key',
  enrolment: 'Enrolment',
  guest: 'Guest',
  host: 'Host',
  invite: 'Invitation',
  setup: 'First start',
}

export const tokenStateWords: Readonly<
  Record<TokenDto['state'], { readonly word: string; readonly tone: Tone }>
> = {
  live: { word: 'Live', tone: 'ok' },
  used: { word: 'Used', tone: 'neutral' },
  expired: { word: 'Expired', tone: 'drained' },
  revoked: { word: 'Revoked', tone: 'drained' },
}

/** Two tokens may have one label; with its first characters each is told apart. */
export function nameToken(token: Pick<TokenDto, 'label' | 'prefix'>): string {
  return `${token.label} (${token.prefix}…)`
}

/** `41 left`, `no limit`. A token for many hosts counts down; most have one use or any number. */
export function describeUses(usesLeft: number | null): string {
  return usesLeft === null ? 'no limit' : `${usesLeft} left`
}

/** What stops working when this token is revoked. */
export function describeRevocation(kind: TokenDto['kind']): string {
  switch (kind) {
    case 'host':
      return 'The host can no longer report. It is shown as silent until it is enrolled again.'
    case 'guest':
      return 'The virtual machine can no longer report its own software.'
    case 'apiKey':
      return 'Whatever uses this key is refused from the next request on.'
    case 'enrolment':
      return 'No further host can enrol with it. Hosts that did keep reporting with tokens of their own.'
    case 'invite':
      return 'The link no longer sets a password. A new one can be made on the page of the user.'
    case 'setup':
      return 'The code can no longer make the first account. Each start of Berth prints a new one.'
    default:
      return kind satisfies never
  }
}
