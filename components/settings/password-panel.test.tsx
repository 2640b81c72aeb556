// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, TRPCClientError, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TRPCProvider } from '@/components/query/trpc'
import { ViewerProvider } from '@/components/query/viewer-provider'
import { ToastProvider } from '@/components/ui/toast'
import type { AppRouter } from '@/server/trpc/root'
import { PasswordPanel } from './password-panel'

type Call = { path: string; input: unknown }
type Answer = (call: Call) => unknown

let root: Root
let page: HTMLElement
let calls: Call[]

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  calls = []
  page = document.createElement('div')
  document.body.append(page)
  root = createRoot(page)
})
afterEach(() => {
  act(() => root.unmount())
  page.remove()
})

/** Stands in for the server: what `answer` throws is the refusal. */
function linkTo(answer: Answer): TRPCLink<AppRouter> {
  return () =>
    ({ op }) =>
      observable((observer) => {
        const call = { path: op.path, input: op.input }
        calls.push(call)
        try {
          observer.next({ result: { type: 'data', data: answer(call) } })
          observer.complete()
        } catch (error) {
          observer.error(error as TRPCClientError<AppRouter>)
        }
      })
}

async function show(answer: Answer) {
  const viewer = { id: 'u1', name: 'Anna', email: 'anna@example.org', grants: [], permissions: [] }
  const queryClient = new QueryClient()
  const trpcClient = createTRPCClient<AppRouter>({ links: [linkTo(answer)] })
  await act(async () => {
    root.render(
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
          <ViewerProvider viewer={viewer}>
            <ToastProvider>
              <PasswordPanel />
            </ToastProvider>
          </ViewerProvider>
        </TRPCProvider>
      </QueryClientProvider>,
    )
  })
  await act(() => vi.waitFor(() => expect(page.querySelector('form, p')).not.toBeNull()))
}

function field(name: string): HTMLInputElement {
  const found = page.querySelector<HTMLInputElement>(`input[name="${name}"]`)
  if (found === null) throw new Error(`There is no field ${name} in ${page.innerHTML}`)
  return found
}

async function change(values: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(values)) {
    await act(async () => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field(name), text)
      field(name).dispatchEvent(new Event('input', { bubbles: true }))
    })
  }
  await act(async () => page.querySelector<HTMLButtonElement>('button[type="submit"]')?.click())
}

function complaintOf(name: string): string {
  const ids = (field(name).getAttribute('aria-describedby') ?? '').split(' ')
  return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
}

const typed = { currentPassword: 'correct horse battery', newPassword: 'another horse entirely' }
const sent = () => calls.filter(({ path }) => path === 'viewer.changePassword')

test('a change is sent once, said to be done, and both fields are empty again', async () => {
  await show(({ path }) => (path === 'viewer.password' ? { hasPassword: true } : { endedSessionCount: 2 }))
  await change(typed)
  expect(sent()).toEqual([{ path: 'viewer.changePassword', input: typed }])
  expect([field('currentPassword').value, field('newPassword').value]).toEqual(['', ''])
  expect(document.body.textContent).toContain('Your 2 other sessions have ended.')
})

test('a wrong current password is said at its field, which has the focus, and nothing typed is lost', async () => {
  await show(({ path }) => {
    if (path === 'viewer.password') return { hasPassword: true }
    const reason = { code: 'passwordWrong', data: {} }
    const data = { code: 'UNPROCESSABLE_CONTENT', reason }
    throw Object.assign(new TRPCClientError('This is not your current password'), { data })
  })
  await change(typed)
  expect(sent()).toHaveLength(1)
  expect(complaintOf('currentPassword')).toContain('This is not your current password')
  expect(document.activeElement).toBe(field('currentPassword'))
  expect(field('newPassword').value).toBe(typed.newPassword)
})

test('the current password as the new one is refused at its field and not sent', async () => {
  await show(() => ({ hasPassword: true }))
  await change({ ...typed, newPassword: typed.currentPassword })
  expect(sent()).toEqual([])
  expect(complaintOf('newPassword')).toContain('This is the current one; choose another')
})

test('who signs in elsewhere is told so and sees no form', async () => {
  await show(() => ({ hasPassword: false }))
  expect(page.textContent).toContain('You sign in by single sign-on')
  expect(page.querySelector('form')).toBeNull()
})
