import { parseArgs } from 'node:util'
import { CommandError } from '@/server/cli/command-error'
import { EnvironmentError, parseEnvironment } from '@/server/config/env'
import { loadEnvFile } from '@/server/config/env-file'
import { LauncherError } from '@/server/launcher/report'

type Command = { usage: string; summary: string; run: (argv: string[]) => Promise<number> }

/** Each command loads what it needs itself: `inspect` must not wait for the database's libraries. */
const COMMANDS: Record<string, Command> = {
  inspect: {
    usage: 'inspect [--host NAME] FILE…',
    summary: 'host facts as JSON from raw tool outputs',
    run: async (argv) => (await import('@/server/cli/inspect')).inspect(argv),
  },
  backup: {
    usage: 'backup FILE',
    summary: 'a consistent copy of the database in one file, also while Berth runs',
    run: runBackup,
  },
  restore: {
    usage: 'restore [--force] FILE',
    summary: 'the database from such a file; --force replaces one that is in use',
    run: runRestore,
  },
}

async function runBackup(argv: string[]): Promise<number> {
  const { positionals } = parseArgs({ args: argv, allowPositionals: true, options: {} })
  const file = readOnlyFile(positionals, 'backup')
  const { backUp } = await import('@/server/cli/backup')
  const environment = parseEnvironment(process.env)
  const result = await backUp({ file, environment })
  console.log(
    `${result.tableCount} tables, ${result.rowCount} rows of ${result.description} → ${result.file}`,
  )
  const secret = environment.secret === null ? `${environment.dataDir}/secret` : 'BERTH_SECRET'
  console.log(`Keep ${secret} as well: it is not in the file, and sessions depend on it.`)
  return 0
}

async function runRestore(argv: string[]): Promise<number> {
  const options = { force: { type: 'boolean', default: false } } as const
  const { positionals, values } = parseArgs({ args: argv, allowPositionals: true, options })
  const file = readOnlyFile(positionals, 'restore')
  const { restore } = await import('@/server/cli/restore')
  const result = await restore({ file, isForced: values.force, environment: parseEnvironment(process.env) })
  console.log(
    `${result.tableCount} tables, ${result.rowCount} rows as of ${result.createdAt} → ${result.description}`,
  )
  return 0
}

function readOnlyFile(positionals: string[], name: string): string {
  const [file] = positionals
  if (file !== undefined && positionals.length === 1) return file
  throw new CommandError(`Usage: berth ${COMMANDS[name]?.usage}`)
}

function describeUsage(): string {
  const lines = Object.values(COMMANDS).map(({ usage, summary }) => `  berth ${usage.padEnd(30)} ${summary}`)
  return ['Usage: npm run --silent berth -- COMMAND', '', ...lines].join('\n')
}

async function runCommand([name, ...rest]: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    console.log(describeUsage())
    return name === undefined ? 2 : 0
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) {
    console.error(`There is no command "${name}".\n\n${describeUsage()}`)
    return 2
  }
  try {
    return await command.run(rest)
  } catch (error) {
    const isForPerson =
      error instanceof CommandError ||
      error instanceof LauncherError ||
      error instanceof EnvironmentError ||
      (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    console.error(isForPerson ? error.message : error)
    return 1
  }
}

loadEnvFile()
process.exitCode = await runCommand(process.argv.slice(2))
