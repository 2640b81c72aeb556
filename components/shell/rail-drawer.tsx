'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { Menu } from 'lucide-react'
import { useState } from 'react'
import type { RailItem } from '@/components/shell/areas'
import { Rail } from '@/components/shell/rail'
import { IconButton } from '@/components/ui/button'

/** On a narrow screen the rail is a drawer. */
export function RailDrawer({ items }: { readonly items: readonly RailItem[] }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Base.Root open={isOpen} onOpenChange={(next) => setOpen(next)}>
      <Base.Trigger render={<IconButton label="Areas" icon={<Menu aria-hidden />} className="md:hidden" />} />
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Base.Popup className="fixed inset-y-0 left-0 z-50 w-60 border-r bg-panel shadow-overlay outline-none">
          <Base.Title className="sr-only">Areas</Base.Title>
          <Rail items={items} isCollapsed={false} onNavigate={() => setOpen(false)} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
