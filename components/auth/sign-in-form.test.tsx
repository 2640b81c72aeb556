// @vitest-environment happy-dom
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SignInForm } from './sign-in-form'

const goTo = vi.hoisted(() => vi.fn<(path: string) => void>())
vi.mock('./go-to', () => ({ goTo }))

let root: Root
let page: HTMLElement
let asked: { url: string; body: unknown }[]

beforeEach(async () => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  goTo.mockClear()
  asked = []
  page = document.createElement('div')
  document.body.append(page)
  root = createRoot(page)
  await act(async () => root.render(<SignInForm next="/hosts/h17" initialRefusal={null} />))
})
afterEach(() => {
  act(() => root.unmount())
  page.remove()
  vi.unstubAllGlobals()
})

function answerWith(answer: () => Response) {
  vi.stubGlobal('fetch', async (url: string, init: { body: string }) => {
    asked.push({ url, body: JSON.parse(init.body) })
    return answer()
  })
}

function field(name: string): HTMLInputElement {
  const found = page.querySelector<HTMLInputElement>(`input[name="${name}"]`)
  if (found === null) throw new Error(`There is no field ${name}`)
  return found
}

async function signIn() {
  for (const [name, text] of [
    ['email', ' anna@example.org '],
    ['password', 'correct horse battery'],
  ] as const) {
    await act(async () => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field(name), text)
      field(name).dispatchEvent(new Event('input', { bubbles: true }))
    })
  }
  await act(async () => page.querySelector<HTMLButtonElement>('button')?.click())
}

test('the right password leads to where the person wanted to go', async () => {
  answerWith(() => Response.json({ redirect: false }))
  await signIn()
  expect(asked).toEqual([
    {
      url: '/api/auth/sign-in/email',
      body: { email: 'anna@example.org', password: 'correct horse battery', rememberMe: true },
    },
  ])
  expect(goTo).toHaveBeenCalledExactlyOnceWith('/hosts/h17')
})

test('a wrong one is said, keeps what was typed and can be tried again at once', async () => {
  answerWith(() => Response.json({ code: 'INVALID_EMAIL_OR_PASSWORD' }, { status: 401 }))
  await signIn()
  expect(page.querySelector('[role="alert"]')?.textContent).toContain('do not belong together')
  expect(field('password').value).toBe('correct horse battery')
  expect(page.querySelector<HTMLButtonElement>('button')?.disabled).toBe(false)
  expect(goTo).not.toHaveBeenCalled()
})

test('too many are told how long to wait, and cannot be sent until then', async () => {
  answerWith(() =>
    Response.json({ code: 'TOO_MANY_SIGN_INS' }, { status: 429, headers: { 'retry-after': '41' } }),
  )
  await signIn()
  expect(page.querySelector('[role="alert"]')?.textContent).toContain('in 41 s')
  expect(page.querySelector<HTMLButtonElement>('button')?.disabled).toBe(true)
})

test('no answer is told as no answer', async () => {
  answerWith(() => {
    throw new TypeError('Failed to fetch')
  })
  await signIn()
  expect(page.querySelector('[role="alert"]')?.textContent).toContain('Berth does not answer')
})
