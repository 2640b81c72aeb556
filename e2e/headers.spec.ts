import { SCREENS } from './support/screens'
import { expect, test } from './support/test'

test('every page is sent with a policy of its own nonce and may not be framed, sniffed or followed', async ({
  page,
}) => {
  const nonces = new Set<string>()
  const paths = [...SCREENS.map(({ path }) => path), '/sign-in', '/invite']
  for (const path of paths) {
    const answer = await page.request.get(path, { maxRedirects: 0 })
    const headers = answer.headers()
    const policy = headers['content-security-policy'] ?? ''
    const nonce = /script-src 'self' 'nonce-([^']+)' 'strict-dynamic'/.exec(policy)?.[1]
    expect(nonce, path).toBeTruthy()
    nonces.add(nonce ?? '')
    expect(policy, path).toContain("frame-ancestors 'none'")
    expect(policy, path).toContain("object-src 'none'")
    expect(policy, path).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|\*/)
    expect(headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    })
    const html = await answer.text()
    // Each script of the page carries the nonce of its own answer.
    const scripts = [...html.matchAll(/<script\b[^>]*>/g)].map(([tag]) => tag)
    if (answer.status() === 200) expect(scripts.length, path).toBeGreaterThan(3)
    expect(
      scripts.filter((tag) => !tag.includes(`nonce="${nonce}"`)),
      path,
    ).toEqual([])
  }
  expect(nonces.size).toBe(paths.length)
})

test('the browser runs no handler and no script that was written into a page', async ({
  page,
  complaints,
}) => {
  complaints.allow(/Content Security Policy/)
  await page.goto('/hosts')
  await page.evaluate(() => {
    const heard: string[] = []
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      heard.push(effectiveDirective),
    )
    Object.assign(window, { heard })
    const box = document.body.appendChild(document.createElement('div'))
    box.innerHTML =
      '<button onclick="window.wasRun = true">press</button><style>body { display: none }</style>'
    box.querySelector('button')?.click()
    void fetch('https://elsewhere.example/').catch(() => null)
  })
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { heard: string[] }).heard))
    .toEqual(expect.arrayContaining(['script-src-attr', 'style-src-elem', 'connect-src']))
  expect(await page.evaluate(() => 'wasRun' in window)).toBe(false)
  await expect(page.getByRole('button', { name: 'press' })).toBeVisible()
})

test('an answer of the interface is never kept by a cache and never taken for a page', async ({ page }) => {
  for (const path of ['/api/trpc/viewer.get', '/api/csv/hosts', '/api/health', '/api/csv/nothing']) {
    const { 'cache-control': cacheControl, 'content-type': type } = (await page.request.get(path)).headers()
    expect(cacheControl, path).toContain('no-store')
    expect(type, path).not.toContain('text/html')
  }
})
