import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

type SetupCodeModule = {
  ensureSetupCode(args: { databaseUrl: string; secret: string }): Promise<string | null>
}

/**
 * The one-time code of the first operator; null once there is one. Loaded late and by path: the launcher stands
 * below the services, and only asks this one question of them after the schema is there.
 */
export async function readSetupCode(
  root: string,
  args: { databaseUrl: string; secret: string },
): Promise<string | null> {
  const path = join(root, 'server', 'services', 'setup', 'ensure-setup-code.ts')
  if (!existsSync(path)) return null
  const loaded: SetupCodeModule = await import(pathToFileURL(path).href)
  return loaded.ensureSetupCode(args)
}
