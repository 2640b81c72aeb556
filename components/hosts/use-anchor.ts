'use client'

import { useEffect } from 'react'

/** Brings the part that the address names into view: it was not there yet when the browser looked for it. */
export function useAnchor() {
  // External system: the page's scroll.
  useEffect(() => {
    const { hash } = window.location
    if (hash.length > 1) document.querySelector(`#${CSS.escape(hash.slice(1))}`)?.scrollIntoView()
  }, [])
}
