// zod would try `new Function` to see whether it may compile its checks; the page's CSP forbids it and would report that.
const settings = globalThis as typeof globalThis & { __zod_globalConfig?: { jitless: boolean } }
settings.__zod_globalConfig = { jitless: true }
