import { ROLE_PERMISSIONS } from '@/server/core/access/permissions'
import { isTenantRole, ROLES, type Role } from '@/server/core/access/roles'
import { ConsoleShell } from './pages/console-shell'
import { E2E_URL } from './support/addresses'
import { openClientAs, readCookie } from './support/client'
import { PEOPLE } from './support/people'
import { expect, expectAccessible, test } from './support/test'

const estate = ['Overview', 'Hosts', 'Findings']
/** Written out, not derived: this is what each role is promised to see. */
const areas: Record<Role, string[]> = {
  admin: [...estate, 'Audit', 'Settings'],
  operator: [...estate, 'Settings'],
  approver: [...estate, 'Settings'],
  auditor: [...estate, 'Audit', 'Settings'],
  viewer: [...estate, 'Settings'],
  tenantAdmin: ['Overview', 'Settings'],
  tenantMember: ['Overview', 'Settings'],
}
/** Every page that asks for more than an account, with what it asks for. */
const pages = [
  { path: '/hosts', needs: 'host:read' },
  { path: '/hosts/hgx-a01', needs: 'host:read' },
  { path: '/hosts/hgx-a01/sources', needs: 'host:read' },
  { path: '/hosts/hgx-a01/raw/lspci', needs: 'host:read' },
  { path: '/hosts/kvm-f06/occupancy', needs: 'host:read' },
  { path: '/hosts/upload', needs: 'host:upload' },
  { path: '/findings', needs: 'finding:read' },
  { path: '/audit', needs: 'audit:read' },
  { path: '/settings/users', needs: 'user:read' },
  { path: '/settings/enrolment', needs: 'host:enrol' },
  { path: '/settings/tokens', needs: 'token:read' },
] as const

for (const role of ROLES) {
  test.describe(role, () => {
    test.use({ role })

    test(`a person who is ${role} sees exactly their areas, and no data of any other`, async ({
      page,
      complaints,
    }) => {
      complaints.allow(/status of (403|404)/)
      const shell = new ConsoleShell(page)
      await page.goto('/')
      await expect(page.getByRole('button', { name: `Signed in as ${PEOPLE[role].name}` })).toBeVisible()
      expect(await shell.areas.getByRole('link').allInnerTexts()).toEqual(areas[role])
      const opening = isTenantRole(role) ? /You act for Vision Lab/ : /^\d+ hosts, \d+ GPUs/
      await expect(page.getByRole('main').getByText(opening)).toBeVisible()

      const forbidden = pages.filter(({ needs }) => !ROLE_PERMISSIONS[role].includes(needs))
      for (const { path } of forbidden) {
        await page.goto(path)
        const refusal = page
          .getByRole('main')
          .getByText(/You may not see this|There is nothing at this address/)
        await expect(refusal.first(), path).toBeVisible()
        const shown = await page.getByRole('main').innerText()
        expect(shown, path).not.toMatch(/NVIDIA|H100|@berth\.example|580\.95|berth_/)
        await expect(page.getByRole('table').locator('tbody').getByRole('row'), path).toHaveCount(0)
      }
      if (forbidden.length > 0) await expectAccessible(page)
      const allowed = pages.filter(({ needs }) => ROLE_PERMISSIONS[role].includes(needs))
      expect(allowed.length + forbidden.length).toBe(pages.length)
    })

    test(`a person who is ${role} is refused by the interface itself too`, async () => {
      const client = openClientAs(role)
      const mayList = ROLE_PERMISSIONS[role].includes('host:read')
      const mayAudit = ROLE_PERMISSIONS[role].includes('audit:read')
      const mayManage = ROLE_PERMISSIONS[role].includes('user:manage')
      const refused = { data: { code: 'FORBIDDEN' } }
      const list = client.hosts.list.query({})
      if (mayList) expect((await list).items.length).toBeGreaterThan(4)
      else await expect(list).rejects.toMatchObject(refused)
      const audit = client.audit.list.query({ limit: 1 })
      if (mayAudit) expect((await audit).items).toHaveLength(1)
      else await expect(audit).rejects.toMatchObject(refused)
      const invite = client.users.invite.mutate({ email: 'not an address', name: '', grants: [] })
      // Whoever may invite is told of the bad address, everybody else of nothing but the missing permission.
      await expect(invite).rejects.toMatchObject(mayManage ? { data: { code: 'BAD_REQUEST' } } : refused)
      const csv = await fetch(`${E2E_URL}/api/csv/audit`, { headers: { cookie: readCookie(role) } })
      expect(csv.status).toBe(mayAudit ? 200 : 403)
    })
  })
}
