export interface LogLine {
  /** As printed, null where the log has none (`dmesg -t`). */
  stamp: string | null
  message: string
}

/** `<6>` of the raw buffer, `kern  :warn  : ` of `dmesg -x`. */
const LEVEL = /^(?:<\d{1,3}>|[a-z]{3,8} *:[a-z]{3,8} *: (?=\[))/

/** `[12345.678901]`, `[  +0.000012]`, `[Tue Mar  5 10:11:12 2024]`, `[Mar 5 10:11]`. */
const BRACKET =
  /^\[ *(\+?\d{1,12}\.\d{1,9}|\S{2,9} \S{2,9} [ \d]\d \d\d:\d\d:\d\d \d{4}|\S{2,9} +\d{1,2} \d\d:\d\d)\] ?/

/** The thread or CPU that printed it (CONFIG_PRINTK_CALLER). */
const CALLER = /^\[ *[TC]\d{1,8}\] ?/

/** journalctl's short, short-iso, short-full and short-unix, rsyslog's files, `dmesg --time-format iso`. */
const DATE =
  /^(\S{2,9} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,20}|\S{2,9} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \S{1,9}|\d{9,11}\.\d{1,9}) +/

/** Host and program before the message; a message by itself may well begin `DMAR: DRHD: `. */
const KERNEL = /^(?:\S{1,255} )?kernel: ?/
const PROGRAM = /^\S{0,254}[^\s:] [\w./@-]{1,64}(?:\[\d{1,10}\])?: /

/**
 * Takes one line of `dmesg` or `journalctl` apart, in any of their formats. Null where another program than the kernel
 * wrote it.
 */
export function splitLogLine(line: string): LogLine | null {
  const text = line.replace(LEVEL, '')
  const bracket = BRACKET.exec(text)
  if (bracket) {
    const message = text.slice(bracket[0].length).replace(CALLER, '')
    return { stamp: bracket[1] ?? null, message: message.replace(/^\S{1,255} kernel: /, '') }
  }
  const date = DATE.exec(text)
  if (!date) return { stamp: null, message: text.replace(/^kernel: /, '') }
  const rest = text.slice(date[0].length)
  const kernel = KERNEL.exec(rest)
  if (!kernel && PROGRAM.test(rest)) return null
  const message = rest
    .slice(kernel?.[0].length ?? 0)
    .replace(BRACKET, '')
    .replace(CALLER, '')
  return { stamp: date[1] ?? null, message }
}
