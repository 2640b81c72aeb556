import type { Role } from '@/server/core/access/roles'

export const PASSWORD = 'a quiet harbour at night'
export const FIRST_OPERATOR = { name: 'Ada Admin', email: 'ada@berth.example' }

/** One person per role; the admin is whom the first start made. */
export const PEOPLE: Record<Role, { name: string; email: string }> = {
  admin: FIRST_OPERATOR,
  operator: { name: 'Olga Operator', email: 'olga@berth.example' },
  approver: { name: 'Amir Approver', email: 'amir@berth.example' },
  auditor: { name: 'Aiko Auditor', email: 'aiko@berth.example' },
  viewer: { name: 'Vito Viewer', email: 'vito@berth.example' },
  tenantAdmin: { name: 'Tove Tenant', email: 'tove@berth.example' },
  tenantMember: { name: 'Milo Member', email: 'milo@berth.example' },
}
