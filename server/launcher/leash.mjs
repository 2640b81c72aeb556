/**
 * Preloaded into every child of the launcher (`node --import`). When the launcher is gone, however it went, its
 * channel closes and the child ends itself: the port is free for the next start.
 */
const graceMs = Number(process.env.BERTH_STOP_GRACE_MS)

// Node hands its own arguments on to what a child forks; those grandchildren belong to the child.
if (process.channel && process.env.BERTH_LAUNCHER_PID === String(process.ppid)) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), graceMs).unref()
    process.kill(process.pid, 'SIGTERM')
  })
  process.channel.unref()
}
