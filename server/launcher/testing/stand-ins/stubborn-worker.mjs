/** A worker that refuses to stop, so that the launcher and the leash have to insist. */
console.log(`stand-in worker ${process.pid}`)
process.on('SIGTERM', () => console.log('stand-in worker ignores SIGTERM'))
setInterval(() => undefined, 1_000)
