/** Stands in for the worker: it lives, and ends when asked. */
console.log(`stand-in worker ${process.pid}`)
setInterval(() => undefined, 1_000)
