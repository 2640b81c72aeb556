import { expect, test } from './support/test'

/** Far above what the pages weigh today; what is meant to notice is a library that came in unseen. */
const ceilingKb = 420

const weighed = [
  { path: '/sign-in', role: null },
  { path: '/', role: 'admin' },
  { path: '/hosts', role: 'admin' },
  { path: '/hosts/hgx-a01', role: 'admin' },
  { path: '/hosts/hgx-a01/sources', role: 'admin' },
  { path: '/hosts/hgx-a01/raw/lspci', role: 'admin' },
  { path: '/hosts/hgx-a01/gpus', role: 'admin' },
  { path: '/hosts/kvm-f06/occupancy', role: 'admin' },
  { path: '/audit', role: 'admin' },
  { path: '/settings/users', role: 'admin' },
] as const

for (const { path, role } of weighed) {
  test.describe('weight', () => {
    test.use({ role })
    test(`${path} transfers at most ${ceilingKb} kB of script`, async ({ page }) => {
      const scripts = new Map<string, Promise<number>>()
      page.on('requestfinished', (request) => {
        if (request.resourceType() !== 'script') return
        scripts.set(
          request.url(),
          request.sizes().then(({ responseBodySize }) => responseBodySize),
        )
      })
      await page.goto(path, { waitUntil: 'load' })
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      const sizes = await Promise.all(scripts.values())
      const totalKb = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1000)
      console.log(`page weight: ${path} ${totalKb} kB of script in ${sizes.length} files, as transferred`)
      expect(sizes.length).toBeGreaterThan(3)
      expect(totalKb).toBeGreaterThan(50)
      expect(totalKb).toBeLessThan(ceilingKb)
    })
  })
}
