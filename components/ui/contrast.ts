/** The two values of a token written `light-dark(#rrggbb, #rrggbb)`; one plain colour stands for both themes. */
export type ThemedColour = { readonly light: string; readonly dark: string }

/** Reads every colour token from the style sheet's text. Tokens that are no six-digit colours are left out. */
export function readColourTokens(css: string): Map<string, ThemedColour> {
  const tokens = new Map<string, ThemedColour>()
  const pattern =
    /--([a-z0-9-]+):\s*(?:light-dark\(\s*(#[0-9a-f]{6})\s*,\s*(#[0-9a-f]{6})\s*\)|(#[0-9a-f]{6}))\s*;/giu
  for (const [, name, light, dark, both] of css.matchAll(pattern)) {
    const first = light ?? both
    const second = dark ?? both
    if (name === undefined || first === undefined || second === undefined || tokens.has(name)) continue
    tokens.set(name, { light: first, dark: second })
  }
  return tokens
}

/** WCAG 2.1 contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrastRatio(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((from) => {
    const channel = Number.parseInt(colour.slice(from, from + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
