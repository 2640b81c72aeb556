import { canInstallPackages, findProgram, installPackage } from './programs'

/** What the collector's tests try it with, and what goes untested without. */
const OPTIONAL_TOOLS = ['shellcheck', 'dash', 'numactl', 'lspci']

/** The checker of shell scripts is worth installing; the others are the host's business. */
const INSTALLED_WHEN_ROOT = 'shellcheck'

type Args = { noInstall: boolean; report: (line: string) => void }

/** Says which tools are absent, after installing the checker where that is possible and allowed. */
export async function prepareCollectorTools({ noInstall, report }: Args): Promise<void> {
  if ((await findProgram(INSTALLED_WHEN_ROOT)) === null && !noInstall && (await canInstallPackages())) {
    report(`installing the Debian package ${INSTALLED_WHEN_ROOT}`)
    await installPackage(INSTALLED_WHEN_ROOT).catch((error: unknown) => {
      report(`${INSTALLED_WHEN_ROOT} could not be installed: ${String(error).split('\n')[0]}`)
    })
  }
  const found = await Promise.all(
    OPTIONAL_TOOLS.map(async (name) => ({ name, path: await findProgram(name) })),
  )
  const missing = found.filter(({ path }) => path === null).map(({ name }) => name)
  if (missing.length > 0) report(`not here, so the collector is not tried with: ${missing.join(', ')}`)
}
