'use client'

import { Columns3 } from 'lucide-react'
import { IconButton } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Popover } from '@/components/ui/popover'

export type ColumnMenuProps = {
  readonly columns: readonly { readonly id: string; readonly header: string; readonly isShown: boolean }[]
  readonly onChange: (id: string, isShown: boolean) => void
}

export function ColumnMenu({ columns, onChange }: ColumnMenuProps) {
  return (
    <Popover
      align="end"
      label="Columns"
      showsLabel
      trigger={<IconButton label="Columns" icon={<Columns3 aria-hidden />} />}
    >
      {columns.map((column) => (
        <Checkbox
          key={column.id}
          label={column.header}
          checked={column.isShown}
          onChange={(event) => onChange(column.id, event.target.checked)}
        />
      ))}
    </Popover>
  )
}
