import { DomainError } from '@/server/services/domain-error'

export function refuseLastAdmin(): DomainError {
  return new DomainError(
    'conflict',
    'lastAdmin',
    'This is the last administrator who can sign in; make another one first',
  )
}
