import type { Role } from '@/server/core/access/roles'

export interface Person {
  role: Role
  name: string
  email: string
}

export const ADMIN: Person = { role: 'admin', name: 'Ada Admin', email: 'admin@berth.example' }

/** One person per role, apart from the first operator. */
export const PEOPLE: Person[] = [
  { role: 'operator', name: 'Olga Operator', email: 'operator@berth.example' },
  { role: 'approver', name: 'Amir Approver', email: 'approver@berth.example' },
  { role: 'auditor', name: 'Aiko Auditor', email: 'auditor@berth.example' },
  { role: 'viewer', name: 'Vito Viewer', email: 'viewer@berth.example' },
  { role: 'tenantAdmin', name: 'Tove Tenant', email: 'tenant-admin@berth.example' },
  { role: 'tenantMember', name: 'Milo Member', email: 'tenant-member@berth.example' },
]

export const TENANT = { slug: 'vision-lab', name: 'Vision Lab' }

/** Where the hosts go; a host that is not named stays unassigned, as a new one does. */
export const POOLS: { slug: string; name: string; class: string; hosts: string[] }[] = [
  { slug: 'training', name: 'Training', class: 'training', hosts: ['hgx-a01'] },
  { slug: 'inference', name: 'Inference', class: 'inference', hosts: ['l40s-b02', 'a30-c03'] },
  {
    slug: 'workstations',
    name: 'Virtual workstations',
    class: 'interactive',
    hosts: ['vfio-e05', 'kvm-f06'],
  },
]
