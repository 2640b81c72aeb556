import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'

const stateShape = z.object({
  version: z.literal(1),
  password: z.string(),
  /** Addresses of the people who can sign in. */
  users: z.array(z.string()),
  /** Address → the token of an invitation that may not have been accepted yet. */
  invites: z.record(z.string(), z.string()),
  hosts: z.record(
    z.string(),
    z.object({ token: z.string(), slug: z.string(), stagesPosted: z.number().int() }),
  ),
  arePoolsFilled: z.boolean(),
  tick: z.number().int(),
})
export type DemoState = z.infer<typeof stateShape>

/** What the demo remembers between starts, for its owner's eyes only: it holds the tokens of the hosts. */
export class DemoStateFile {
  readonly state: DemoState
  readonly #path: string

  private constructor(path: string, state: DemoState) {
    this.#path = path
    this.state = state
  }

  /** @throws when the file is there and is not one of ours: starting over would orphan the hosts it tells of */
  static async open(path: string, password: string | undefined): Promise<DemoStateFile> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    const state = text === null ? createState(password) : stateShape.parse(JSON.parse(text))
    const file = new DemoStateFile(path, state)
    await file.save()
    return file
  }

  async save(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
    const temporary = `${this.#path}.new`
    await writeFile(temporary, `${JSON.stringify(this.state, null, 2)}\n`, { mode: 0o600 })
    await chmod(temporary, 0o600)
    await rename(temporary, this.#path)
  }
}

function createState(password: string | undefined): DemoState {
  return {
    version: 1,
    password: password ?? randomBytes(12).toString('base64url'),
    users: [],
    invites: {},
    hosts: {},
    arePoolsFilled: false,
    tick: 0,
  }
}
