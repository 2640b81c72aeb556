import {
  Circle,
  CircleAlert,
  CircleCheck,
  CirclePause,
  CircleQuestionMark,
  Info,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react'

/** What a colour may mean. Colour never stands alone: a tone always comes with its icon and a word. */
export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'unknown' | 'drained' | 'neutral'

export const toneIcon: Readonly<Record<Tone, LucideIcon>> = {
  ok: CircleCheck,
  warn: TriangleAlert,
  bad: CircleAlert,
  info: Info,
  unknown: CircleQuestionMark,
  drained: CirclePause,
  neutral: Circle,
}

/** Text and icon colour on the page itself. */
export const toneText: Readonly<Record<Tone, string>> = {
  ok: 'text-ok',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-info',
  unknown: 'text-unknown',
  drained: 'text-drained',
  neutral: 'text-ink-muted',
}

/** Text on its own ground, for chips and banners. */
export const toneGround: Readonly<Record<Tone, string>> = {
  ok: 'bg-ok-ground text-ok border-transparent',
  warn: 'bg-warn-ground text-warn border-transparent',
  bad: 'bg-bad-ground text-bad border-transparent',
  info: 'bg-info-ground text-info border-transparent',
  unknown: 'hatched text-unknown border-line',
  drained: 'bg-transparent text-drained border-drained-line',
  neutral: 'bg-hover text-ink border-transparent',
}

/** A solid mark: the fill of a bar, a dot. */
export const toneFill: Readonly<Record<Tone, string>> = {
  ok: 'bg-ok',
  warn: 'bg-warn',
  bad: 'bg-bad',
  info: 'bg-info',
  unknown: 'hatched',
  drained: 'bg-drained-line',
  neutral: 'bg-ink-muted',
}
