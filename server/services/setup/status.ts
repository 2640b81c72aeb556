import { readEnvironment } from '@/server/config/env'
import type { SetupStatusDto } from '@/server/contracts/setup'
import { OIDC_ID } from '@/server/services/auth/oidc'
import type { ServiceContext } from '@/server/services/context'
import { hasAnyAdmin } from '@/server/services/users/load-admins'

/** What the sign-in page needs before anybody is known. */
export async function readSetupStatus({ ctx }: { ctx: ServiceContext }): Promise<SetupStatusDto> {
  const { oidc } = readEnvironment()
  return {
    needsFirstOperator: !(await hasAnyAdmin(ctx.db)),
    oidc: oidc === null ? null : { id: OIDC_ID, name: oidc.name },
  }
}
