/** @type {import('next').NextConfig} */
export default {
  output: 'standalone',
  typedRoutes: true,
  poweredByHeader: false,
  reactStrictMode: true,
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  outputFileTracingIncludes: { '/api/collector': ['./server/collector/*.sh'] },
  serverExternalPackages: ['pg', 'pino'],
  // `npm run types` checks them, once; whoever only starts Berth need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // Pages get theirs from proxy.ts, with a nonce; what answers data is never a document.
  headers: async () => [
    {
      source: '/api/:path*',
      headers: [
        { key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" },
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'Referrer-Policy', value: 'no-referrer' },
        { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
      ],
    },
  ],
}
