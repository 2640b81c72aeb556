// @vitest-environment happy-dom
import { act } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TextField } from '@/components/ui/text-field'
import { createTenantInput } from '@/server/contracts/tenant'
import { FormError } from './form-error'
import { useContractForm } from './use-contract-form'

type Sent = { name: string; slug: string }

function Form({ submit }: { readonly submit: (input: Sent) => Promise<unknown> }) {
  const form = useContractForm({
    schema: createTenantInput,
    initial: { name: '', slug: '' },
    refusalFields: { slugTaken: 'slug' },
    submit,
  })
  return (
    <form noValidate onSubmit={form.handleSubmit}>
      <TextField {...form.field('name')} label="Name" />
      <TextField {...form.field('slug')} label="Id" />
      <FormError message={form.formError} />
      <button type="submit">Create</button>
    </form>
  )
}

let root: Root
let page: HTMLElement

beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  page = document.createElement('div')
  document.body.append(page)
  root = createRoot(page)
})
afterEach(() => {
  act(() => root.unmount())
  page.remove()
})

async function show(submit: (input: Sent) => Promise<unknown>) {
  await act(async () => root.render(<Form submit={submit} />))
}

function input(name: string): HTMLInputElement {
  const found = page.querySelector<HTMLInputElement>(`input[name="${name}"]`)
  if (found === null) throw new Error(`There is no field ${name}`)
  return found
}

async function type(name: string, text: string) {
  await act(async () => {
    // React listens to the value's setter; the element's own prototype goes around it, as typing does.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input(name), text)
    input(name).dispatchEvent(new Event('input', { bubbles: true }))
  })
}

async function send() {
  await act(async () => page.querySelector<HTMLButtonElement>('button')?.click())
}

function errorOf(name: string): string | undefined {
  const ids = (input(name).getAttribute('aria-describedby') ?? '').split(' ')
  return ids.map((id) => document.getElementById(id)?.textContent).find((text) => text)
}

function refuse(code: string, message: string): Error {
  return Object.assign(new Error(message), { data: { code: 'CONFLICT', reason: { code, data: {} } } })
}

test('what the contract refuses is not sent; each field says why and the first has the focus', async () => {
  const sent: Sent[] = []
  await show(async (input) => sent.push(input))
  await type('slug', 'Not A Slug')
  await send()
  expect(sent).toEqual([])
  expect(errorOf('name')).toBe('Fill this in')
  expect(errorOf('slug')).toBe('Lower-case letters, digits and hyphens only')
  expect(document.activeElement).toBe(input('name'))
})

test('typing into a field takes its complaint back and leaves the others', async () => {
  await show(async () => {})
  await send()
  await type('name', 'R')
  expect(errorOf('name')).toBeUndefined()
  expect(errorOf('slug')).toBe('Fill this in')
})

test('a refusal by the server stands at its field, and nothing typed is lost', async () => {
  await show(async () => {
    throw refuse('slugTaken', 'There is already a tenant retail')
  })
  await type('name', 'Retail')
  await type('slug', 'retail')
  await send()
  expect(errorOf('slug')).toBe('There is already a tenant retail')
  expect(document.activeElement).toBe(input('slug'))
  expect([input('name').value, input('slug').value]).toEqual(['Retail', 'retail'])
  expect(page.querySelectorAll('[role="alert"]')).toHaveLength(1)
})

test('a refusal of the whole stands once above the buttons, and the same input can be sent again', async () => {
  const sent: Sent[] = []
  await show(async (input) => {
    sent.push(input)
    if (sent.length === 1) throw refuse('somethingElse', 'Not now')
  })
  await type('name', ' Retail ')
  await type('slug', 'retail')
  await send()
  expect(page.querySelector('[role="alert"]')?.textContent).toBe('Not now')
  await send()
  expect(page.querySelector('[role="alert"]')).toBeNull()
  expect(sent).toEqual([
    { name: 'Retail', slug: 'retail' },
    { name: 'Retail', slug: 'retail' },
  ])
})
