const port = Number(process.env.BERTH_E2E_PORT ?? 3210)

export const E2E_PORT = port
export const OIDC_PORT = port + 1
export const E2E_URL = `http://localhost:${port}`
export const OIDC_ISSUER = `http://localhost:${OIDC_PORT}`
export const OIDC_CLIENT = { id: 'berth', secret: 'a client secret for loopback only' }
