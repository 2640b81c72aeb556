/** Whether the key belongs to a field that the reader is typing in. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** Whether something covers the page and takes its keys. A toast is a dialog by its role and covers nothing. */
function hasOverlay(): boolean {
  const candidates = document.querySelectorAll('[role="dialog"], [role="alertdialog"], [role="menu"]')
  return [...candidates].some((candidate) => candidate.closest('[data-toasts]') === null)
}

/** Whether a bare letter may be read as a command: nothing else took it, no modifier, no field, no overlay. */
export function isBareCommand(event: KeyboardEvent): boolean {
  return (
    !event.defaultPrevented &&
    !event.ctrlKey &&
    !event.metaKey &&
    !event.altKey &&
    !event.isComposing &&
    !isTyping(event.target) &&
    !hasOverlay()
  )
}
