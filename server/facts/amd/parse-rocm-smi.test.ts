import { describe, expect, it } from 'vitest'
import { parseCutText, parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

function writeCard(card: Record<string, unknown>): string {
  return JSON.stringify({ card0: card, system: { 'Driver version': '6.10.5' } }, null, 4)
}

function readCard(card: Record<string, unknown>) {
  const { facts, issues } = takeFacts(parseText(writeCard(card)), 'rocm-smi')
  return { device: facts.devices[0], issues }
}

describe('rocm-smi', () => {
  it('reads bytes as whole MiB and rounds down', () => {
    expect(readCard({ 'VRAM Total Memory (B)': '1048575' }).device?.vramTotalMib).toBe(0)
    expect(readCard({ 'VRAM Total Memory (B)': '3145727' }).device?.vramTotalMib).toBe(2)
  })

  it('keeps every way of saying "not told" null, a serial of zeros included', () => {
    const { device, issues } = readCard({ 'Serial Number': '0', 'Unique ID': 'N/A', 'PCI Bus': 'N/A' })
    expect(device).toMatchObject({ serial: null, uniqueId: null, address: null, isPartition: null })
    expect(issues).toEqual([])
  })

  it('takes no number that is not written as one', () => {
    const { device, issues } = readCard({
      'PCI Bus': '0000:zz:00.0',
      'Average Graphics Package Power (W)': '4e1',
      'GPU use (%)': '-3',
      'pcie clock level': '0 (fast)',
      'Device Rev': '0x1234',
    })
    expect(device).toMatchObject({
      address: null,
      powerDrawW: null,
      utilisationPercent: null,
      linkCurrentGts: null,
      revision: null,
    })
    expect(issues.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => 'unreadableValue'))
  })

  it('prefers the power of the socket, which newer GPUs print instead of an average', () => {
    expect(readCard({ 'Current Socket Graphics Package Power (W)': '131.0' }).device?.powerDrawW).toBe(131)
  })

  it('reads a document behind the warnings of a GPU in low-power state', () => {
    const warning =
      'WARNING: AMD GPU device(s) is/are in a low-power state. Check power control/runtime_status\n\n'
    const { facts, issues } = takeFacts(parseText(warning + writeCard({ 'Card SKU': 'D67' })), 'rocm-smi')
    expect(facts.devices).toMatchObject([{ sku: 'D67' }])
    expect(issues).toMatchObject([{ code: 'unreadableLine', line: 1 }])
  })

  it('notes a key that one card has twice', () => {
    const text = '{"card0": {"Card SKU": "A",\n "Card SKU": "B"}}'
    const { facts, issues } = takeFacts(parseText(text), 'rocm-smi')
    expect(facts.devices[0]?.sku).toBe('B')
    expect(issues).toMatchObject([{ code: 'duplicate', line: 2 }])
  })

  it('refuses a document that was cut at any byte', () => {
    const text = writeCard({ 'PCI Bus': '0000:07:00.0' })
    const codes = new Set<string>()
    for (let end = 20; end < text.length; end += 1)
      codes.add(takeRefusal(parseCutText(text.slice(0, end))).code)
    expect([...codes]).toEqual(['truncated'])
  })

  it('refuses a text that nests deeper than any tool, before anything is parsed', () => {
    const refusal = takeRefusal(parseText(`{"card0": ${'['.repeat(100_000)}`))
    expect(refusal).toMatchObject({ code: 'malformed', line: 1 })
  })

  it('keeps characters that no database stores out of the facts', () => {
    const { facts, issues } = takeFacts(
      parseText('{"card0": {"Card SKU": "a\\u0000b", "Card Series": "\\ud800"}}'),
      'rocm-smi',
    )
    expect(facts.devices).toMatchObject([{ sku: null, productName: null }])
    expect(issues).toHaveLength(2)
    expect(JSON.stringify(issues)).not.toMatch(/\\u0000|\\ud800/)
  })
})
