'use client'

import type { RailItem } from '@/components/shell/areas'
import { Dialog } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'

export type HelpDialogProps = { readonly items: readonly RailItem[]; readonly onClose: () => void }

export function HelpDialog({ items, onClose }: HelpDialogProps) {
  const rows: readonly (readonly [keys: readonly string[], what: string])[] = [
    [['Ctrl', 'K'], 'Go to anything, run an action (⌘ K on a Mac)'],
    [['/'], 'Search the list'],
    [['j'], 'Next row'],
    [['k'], 'Previous row'],
    [['Enter'], 'Open the row'],
    ...items.map((item) => [['g', item.shortcut], item.label] as const),
    [['?'], 'This help'],
  ]
  return (
    <Dialog open onOpenChange={onClose} title="Keyboard" size="small">
      <table className="w-full text-sm">
        <caption className="sr-only">Keys and what they do</caption>
        <tbody>
          {rows.map(([keys, what]) => (
            <tr key={what} className="h-7">
              <th scope="row" className="w-24 text-left font-normal">
                <span className="inline-flex gap-1">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </span>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  )
}
