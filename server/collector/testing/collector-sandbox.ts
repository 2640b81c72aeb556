import { execFileSync, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export const COLLECTOR = join(dirname(import.meta.dirname), 'berth-collect.sh')

/** The shells of this machine that the collector promises to run under. */
export const SHELLS: string[][] = [['dash'], ['busybox', 'sh'], ['sh']].filter(
  ([program]) => isInstalled(program) && !(program === 'sh' && isDash()),
)
/** And bash, for the tests that go through all of the collector. */
export const ALL_SHELLS = [...SHELLS, ['bash']].filter(([program]) => isInstalled(program))

/** The ids of a whole collection, in the order they are recorded. */
export const FULL_TOOL_IDS = [
  'proc-pressure',
  'proc-interrupts',
  'proc-softirqs',
  'os-release',
  'uname',
  'dmi',
  'lscpu',
  'sysfs-node',
  'sysfs-pci',
  'sysfs-mdev',
  'irq-affinity',
  'proc-cmdline',
  'kernels',
  'kernel-log',
  'qemu-processes',
  'proc-driver-nvidia',
  'numactl',
  'lspci',
  'lstopo',
  'dmidecode',
  'nic-firmware',
  'fabric-manager',
  'nvidia-smi-q-x',
  'nvidia-smi-l',
  'nvidia-smi-topo-m',
  'nvidia-smi-topo-p2p',
  'nvidia-smi-mig-lgip',
  'nvidia-smi-mig-lgipp',
  'nvidia-smi-mig-lgi',
  'nvidia-smi-mig-lci',
  'nvidia-smi-vgpu-q',
  'virsh-list',
  'virsh-capabilities',
  'virsh-domains',
  'virsh-nodedev',
  'virsh-vcpupin',
  'virsh-emulatorpin',
  'virsh-iothreadinfo',
  'virsh-guestinfo',
  'amd-smi',
  'rocm-smi',
  'xpu-smi-discovery',
  'xpu-smi-vgpu',
  'xpu-smi-topology',
] as const
export const PULSE_TOOL_IDS = ['nvidia-smi-query-gpu', 'proc-pressure', 'proc-interrupts', 'proc-softirqs']
export const GUEST_TOOL_IDS = [
  'os-release',
  'uname',
  'dmi',
  'lscpu',
  'proc-driver-nvidia',
  'nvidia-smi-q-x',
  'guest-agents',
]

export type Run = { code: number | null; stdout: string; stderr: string }
export type RunOptions = { stdin?: string; env?: Record<string, string>; shell?: string[] }
export type Collected = Run & {
  tools: Map<string, Record<string, string>>
  read: (file: string) => Promise<string>
}

/** A folder that stands for a host: its /sys and /etc, its tools, and the collector's own state. */
export class CollectorSandbox {
  readonly folder: string
  #dryRuns = 0

  private constructor(folder: string) {
    this.folder = folder
  }

  static async create(): Promise<CollectorSandbox> {
    const sandbox = new CollectorSandbox(await mkdtemp(join(tmpdir(), 'berth-collect-')))
    await mkdir(sandbox.path('bin'))
    for (const tool of ['curl', 'gzip', 'timeout']) await sandbox.linkTool(tool)
    await sandbox.write('root/etc/os-release', 'NAME="Testos"\nID=testos\n')
    return sandbox
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts)
  }

  async write(name: string, content: string, mode = 0o644): Promise<void> {
    await mkdir(dirname(this.path(name)), { recursive: true })
    // Never write through a link: bin/ holds links to the real tools of this machine.
    await rm(this.path(name), { force: true })
    await writeFile(this.path(name), content, { flag: 'wx' })
    await chmod(this.path(name), mode)
  }

  async link(target: string, name: string): Promise<void> {
    await mkdir(dirname(this.path(name)), { recursive: true })
    await symlink(target, this.path(name))
  }

  /** A tool that appends a line to `<name>.starts` and then does what the script says. */
  async fakeTool(name: string, script: string): Promise<void> {
    const lines = ['#!/bin/sh', `echo started >>'${this.path(`${name}.starts`)}'`, script, '']
    await this.write(`bin/${name}`, lines.join('\n'), 0o755)
  }

  /** A link to the machine's own tool. */
  async linkTool(name: string, folder = 'bin'): Promise<void> {
    const target = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
    await this.link(target, `${folder}/${name}`)
  }

  async removeTool(name: string): Promise<void> {
    await rm(this.path('bin', name))
  }

  /** Has the collector run these tools only, for tests of something else than the tools. */
  async runOnly(...tools: string[]): Promise<void> {
    const others = [...FULL_TOOL_IDS, ...GUEST_TOOL_IDS, ...PULSE_TOOL_IDS].filter(
      (tool) => !tools.includes(tool),
    )
    await this.write('conf/skip', `${others.join('\n')}\n`)
  }

  async countStarts(name: string): Promise<number> {
    if (!existsSync(this.path(`${name}.starts`))) return 0
    return (await readFile(this.path(`${name}.starts`), 'utf8')).trim().split('\n').length
  }

  async readSpool(): Promise<string[]> {
    return existsSync(this.path('spool')) ? (await readdir(this.path('spool'))).toSorted() : []
  }

  /** Starts the collector and leaves it running. */
  start(args: string[], options: RunOptions = {}) {
    const shell = options.shell ?? ['sh']
    const [program = 'sh', ...before] = shell
    // The collector runs itself again for each tool: under the same shell, by one word.
    const again = this.path('shell')
    writeFileSync(again, `#!/bin/sh\nexec ${shell.join(' ')} "$@"\n`, { mode: 0o755 })
    const child = spawn(program, [...before, COLLECTOR, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        NODE_ENV: 'test',
        PATH: process.env.PATH,
        BERTH_COLLECT_DIR: this.path('conf'),
        BERTH_COLLECT_RUN: this.path('run'),
        BERTH_COLLECT_SPOOL: this.path('spool'),
        BERTH_COLLECT_ROOT: this.path('root'),
        BERTH_COLLECT_PATH: this.path('bin'),
        ...(options.shell ? { BERTH_COLLECT_SHELL: again } : {}),
        BERTH_COLLECT_BACKOFF_SECONDS: '0',
        BERTH_COLLECT_ATTEMPTS: '2',
        ...options.env,
      },
    })
    child.stdin.on('error', () => {}) // a collector that refuses early never reads its input
    child.stdin.end(options.stdin ?? '')
    return child
  }

  async run(args: string[], options: RunOptions = {}): Promise<Run> {
    const child = this.start(args, options)
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString()
    })
    // 'close' also proves that no abandoned tool keeps the collector's output open.
    const code = await new Promise<number | null>((resolve) => {
      child.on('close', resolve)
    })
    return { code, stdout, stderr }
  }

  /** A dry run into a folder of its own. */
  async collect(options: RunOptions = {}, command: readonly string[] = ['collect']): Promise<Collected> {
    this.#dryRuns += 1
    const output = this.path(`out-${this.#dryRuns}`)
    const run = await this.run([...command, '--dry-run', '--output', output], options)
    if (run.code !== 0) throw new Error(`the collector ended with ${run.code}: ${run.stderr}`)
    const read = (file: string) => readFile(`${output}/${file}`, 'utf8')
    return { ...run, tools: parseToolLines(await read('manifest')), read }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** On Debian `sh` is dash: running every test under both names would only take longer. */
function isDash(): boolean {
  return execFileSync('sh', ['-c', 'readlink -f "$(command -v sh)"'], { encoding: 'utf8' })
    .trim()
    .endsWith('/dash')
}

export function isInstalled(program: string | undefined): boolean {
  if (program === undefined) return false
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The tool lines of a manifest: tool id → the line's other fields. */
export function parseToolLines(manifest: string): Map<string, Record<string, string>> {
  const tools = new Map<string, Record<string, string>>()
  for (const line of manifest.split('\n')) {
    if (!line.startsWith('tool=')) continue
    const { tool = '', ...fields } = Object.fromEntries(line.split(' ').map((field) => field.split('=', 2)))
    tools.set(tool, fields)
  }
  return tools
}
