// @vitest-environment happy-dom
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { UploadResult } from './read-answer'
import type { SendFilesArgs } from './send-files'
import { UploadScreen } from './upload-form'

const server = vi.hoisted(() => ({ send: vi.fn<(args: unknown) => Promise<unknown>>() }))
vi.mock('@/components/hosts/upload/send-files', () => ({ sendFiles: server.send }))
vi.mock('@/components/hosts/upload/host-choice', () => ({ HostChoice: () => null }))
vi.mock('@/components/hosts/use-refresh-hosts', () => ({ useRefreshHosts: () => async () => undefined }))
vi.mock('@/components/query/viewer-provider', () => ({ useMay: () => () => true }))

let root: Root
let page: HTMLElement

beforeEach(async () => {
  Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true)
  server.send.mockReset()
  page = document.body.appendChild(document.createElement('div'))
  root = createRoot(page)
  await act(async () => root.render(<UploadScreen host="h17" />))
})

afterEach(async () => {
  await act(async () => root.unmount())
  page.remove()
})

async function choose(...files: File[]) {
  const input = page.querySelector<HTMLInputElement>('input[type="file"]')
  if (input === null) throw new Error('no file input')
  Object.defineProperty(input, 'files', { value: files, configurable: true })
  await act(async () => input.dispatchEvent(new Event('change', { bubbles: true })))
}

async function submit() {
  const form = page.querySelector('form')
  await act(async () => form?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true })))
}

const chosen = () =>
  [...page.querySelectorAll('[aria-label="Chosen files"] li')].map((row) => row.textContent)
const lscpu = new File(['{}'], 'lscpu.json')
const refused: UploadResult = {
  kind: 'refused',
  failure: {
    title: 'Not understood',
    detail: 'None of these files could be read; nothing was changed',
    code: 'nothingReadable',
    status: 422,
    parts: [{ tool: 'lscpu', status: 'refused', reason: 'not JSON', line: 3 }],
  },
}

test('a refused upload says which file failed where, keeps the files, and sends the same again', async () => {
  server.send.mockResolvedValue(refused)
  await choose(lscpu, new File(['x'], 'notes.txt'))
  await submit()
  expect(page.querySelector('[role="alert"]')?.textContent).toContain('None of these files could be read')
  expect(page.textContent).toContain('line 3: not JSON')
  expect(page.textContent).toContain('nothingReadable')
  expect(chosen()).toHaveLength(2)
  await submit()
  const [first, second] = server.send.mock.calls.map(([args]) => args as SendFilesArgs)
  expect(server.send).toHaveBeenCalledTimes(2)
  expect(second?.files).toEqual(first?.files)
  expect(second).toMatchObject({ host: 'h17', isNew: false })
})

test('an upload that was taken leads to its host and empties the choice', async () => {
  const answer: UploadResult = {
    kind: 'taken',
    answer: {
      result: 'accepted',
      bundleId: null,
      slug: 'h17',
      parts: [
        { tool: 'lscpu', status: 'ok', reason: null, line: null },
        {
          tool: 'dmi',
          status: 'ok',
          reason: 'kept, not taken: the collector spoke a moment ago',
          line: null,
        },
      ],
    },
  }
  server.send.mockResolvedValue(answer)
  await choose(lscpu)
  await submit()
  expect(page.textContent).toContain('1 taken, 1 kept as they were, 0 refused.')
  expect(page.querySelector('a[href="/hosts/h17"]')).not.toBeNull()
  expect(chosen()).toHaveLength(0)
})

test('without a file nothing is sent, and the form says what is missing', async () => {
  await submit()
  expect(server.send).not.toHaveBeenCalled()
  expect(page.textContent).toContain('Choose at least one file.')
})
