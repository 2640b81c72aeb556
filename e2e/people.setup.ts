import { createHash } from 'node:crypto'
import { expect, test } from '@playwright/test'
import { enrolHost, postBundle } from '@/emulator/host-client'
import { ESTATE } from '@/emulator/layouts/estate'
import { STAGES } from '@/emulator/layouts/moment'
import { Operator } from '@/emulator/operator'
import { isTenantRole, ROLES } from '@/server/core/access/roles'
import { E2E_URL } from './support/addresses'
import { PASSWORD, PEOPLE } from './support/people'
import { storageFile, writeState } from './support/state'

const signal = new AbortController().signal

test('one person per role, and the emulated estate, join the Berth that the first start made', async ({
  playwright,
}) => {
  const admin = new Operator(E2E_URL)
  await admin.signIn({ email: PEOPLE.admin.email, password: PASSWORD })
  const tenantId = await admin.ensureTenant('vision-lab', 'Vision Lab')
  for (const role of ROLES) {
    if (role === 'admin') continue
    const scope = isTenantRole(role) ? { scope: 'tenant' as const, tenantId } : { scope: 'global' as const }
    const token = await admin.inviteUser({ ...PEOPLE[role], grants: [{ role, scope }] })
    await new Operator(E2E_URL).acceptInvite({ token, password: PASSWORD })
  }
  const enrolmentToken = await admin.createBulkEnrolment('Emulated estate', ESTATE.length)
  const hosts: Record<string, string> = {}
  for (const describeHost of ESTATE) {
    const host = describeHost({ stage: 0, tick: 0 })
    const { token, slug } = await enrolHost({ berthUrl: E2E_URL, enrolmentToken, host, signal })
    hosts[slug] = token
  }
  for (const { id } of await admin.listPendingHosts()) await admin.approveHost(id)
  for (const describeHost of ESTATE) {
    for (const stage of STAGES) {
      const host = describeHost({ stage, tick: stage })
      const hostToken = hosts[host.hostname] ?? ''
      const collectedAt = new Date(Date.now() - (2 - stage) * 3_600_000)
      await postBundle({ berthUrl: E2E_URL, hostToken, host, collectedAt, sequence: 1000 + stage, signal })
    }
  }
  writeState('hosts', hosts)
  for (const role of ROLES) {
    // A sign-in each, from an address each: the limit on failures counts tries by address.
    const digest = createHash('sha256').update(role).digest()
    const context = await playwright.request.newContext({
      baseURL: E2E_URL,
      extraHTTPHeaders: { origin: E2E_URL, 'x-forwarded-for': `198.51.100.${digest[0]}` },
    })
    const answer = await context.post('/api/auth/sign-in/email', {
      data: { email: PEOPLE[role].email, password: PASSWORD },
    })
    expect(answer.status(), role).toBe(200)
    await context.storageState({ path: storageFile(role) })
    await context.dispose()
  }
})
