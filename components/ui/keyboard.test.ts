// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { isBareCommand } from '@/components/ui/keyboard'

function isTakenAt(page: string, at = 'body', init: KeyboardEventInit = {}): boolean {
  document.body.innerHTML = page
  let answer: boolean | undefined
  const listen = (event: KeyboardEvent) => {
    answer = isBareCommand(event)
  }
  document.addEventListener('keydown', listen)
  document
    .querySelector(at)
    ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, ...init }))
  document.removeEventListener('keydown', listen)
  if (answer === undefined) throw new Error('the key was never seen')
  return answer
}

describe('a bare letter', () => {
  afterEach(() => {
    document.body.innerHTML = ''
  })

  it('is a command on the page', () => {
    expect(isTakenAt('<main></main>', 'main')).toBe(true)
  })

  it.each(['<input>', '<textarea></textarea>', '<select></select>'])('belongs to the field %s', (field) => {
    expect(isTakenAt(field, 'body > *')).toBe(false)
  })

  it.each(['dialog', 'alertdialog', 'menu'])('is no command while a %s is open', (role) => {
    expect(isTakenAt(`<main></main><div role="${role}"></div>`, 'main')).toBe(false)
  })

  it('stays a command while a toast is shown, which is a dialog by its role', () => {
    expect(isTakenAt('<main></main><div data-toasts><div role="dialog"></div></div>', 'main')).toBe(true)
  })

  it.each(['ctrlKey', 'metaKey', 'altKey'])('is left to the browser with %s', (modifier) => {
    expect(isTakenAt('<main></main>', 'main', { [modifier]: true })).toBe(false)
  })
})
