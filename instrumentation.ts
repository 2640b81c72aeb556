/** Next waits for open responses before it stops, and an event stream never ends: on SIGTERM they are ended first. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { changeHub } = await import('@/server/services/changes/hub')
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      changeHub()
        .close()
        .catch(() => {})
    })
  }
}
