import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { chromium } from '@playwright/test'
import { canInstallPackages, findProgram, installPackage, isExecutable, readVersion } from './programs'

/** A browser that runs, and where it came from, in words for the person who reads the log. */
export type FoundChromium = { path: string; origin: string; version: string }

class MissingProgramError extends Error {}

const NAMES_IN_PATH = ['chromium', 'chromium-browser', 'google-chrome']

type FindArgs = { told: string | null; noInstall: boolean; report: (line: string) => void }

/**
 * The browser for the end-to-end tests: the one told by BERTH_CHROMIUM, one of the PATH, Playwright's own, and
 * else one that is installed now.
 * @throws MissingProgramError when there is none and installing is forbidden or did not help
 */
export async function findChromium({ told, noInstall, report }: FindArgs): Promise<FoundChromium> {
  if (told !== null) {
    const found = await tryBrowser(told, 'BERTH_CHROMIUM')
    if (found) return found
    throw new MissingProgramError(`BERTH_CHROMIUM=${told} is not a browser that runs`)
  }
  const present = (await findInPath()) ?? (await findPlaywrights())
  if (present) return present
  if (noInstall) {
    throw new MissingProgramError(
      'Chromium is missing and BERTH_NO_INSTALL=1 forbids installing it: install the package "chromium", run ' +
        '"npx playwright install chromium", or set BERTH_CHROMIUM to a browser',
    )
  }
  const installed = await installChromium(report)
  if (installed) return installed
  throw new MissingProgramError(
    'Chromium was installed but does not run; set BERTH_CHROMIUM to a browser that does',
  )
}

async function installChromium(report: (line: string) => void): Promise<FoundChromium | null> {
  if (await canInstallPackages()) {
    report('installing the Debian package chromium')
    await installPackage('chromium')
    return findInPath()
  }
  report("installing Playwright's Chromium")
  await promisify(execFile)(process.execPath, ['node_modules/playwright/cli.js', 'install', 'chromium'])
  return findPlaywrights()
}

async function findInPath(): Promise<FoundChromium | null> {
  for (const name of NAMES_IN_PATH) {
    const path = await findProgram(name)
    const found = path === null ? null : await tryBrowser(path, 'PATH')
    if (found) return found
  }
  return null
}

function findPlaywrights(): Promise<FoundChromium | null> {
  return tryBrowser(chromium.executablePath(), 'Playwright')
}

async function tryBrowser(path: string, origin: string): Promise<FoundChromium | null> {
  if (!(await isExecutable(path))) return null
  const version = await readVersion(path)
  return version === null ? null : { path, origin, version }
}
