/** Where the launcher speaks to the person who started it: plain sentences, one a line. */
export type Report = (line: string) => void

/** A condition that the person at the terminal can repair: shown without a stack. */
export class LauncherError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'LauncherError'
  }
}

/** Prefixes each line with the seconds since `startMs`, so that a long step is seen to move. */
export function openReport(write: (text: string) => void, nowMs: () => number): Report {
  const startMs = nowMs()
  return (line) => {
    const elapsedSeconds = Math.floor((nowMs() - startMs) / 1000)
    write(`${`${elapsedSeconds} s`.padStart(6)}  ${line}\n`)
  }
}
