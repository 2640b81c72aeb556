import { LoaderCircle } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { AppLink, type AppLinkProps } from '@/components/ui/app-link'
import { joinClasses } from '@/components/ui/class-names'

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger'

const variantClass: Readonly<Record<ButtonVariant, string>> = {
  primary: 'bg-ink text-panel border-ink hover:bg-ink-muted hover:border-ink-muted',
  secondary: 'bg-panel text-ink border-line-strong hover:bg-hover',
  quiet: 'bg-transparent text-ink border-transparent hover:bg-hover',
  danger: 'bg-panel text-bad border-bad hover:bg-bad-ground',
}

/** The classes of a button, for the few things that must look like one and be something else. */
export function buttonClass(
  variant: ButtonVariant = 'secondary',
  size: 'small' | 'normal' = 'normal',
): string {
  return joinClasses(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap',
    'no-underline select-none disabled:opacity-50 aria-disabled:opacity-50',
    size === 'small' ? 'h-6 px-2 text-xs' : 'h-8 px-3 text-sm',
    variantClass[variant],
  )
}

export type ButtonProps = ComponentProps<'button'> & {
  readonly variant?: ButtonVariant
  readonly size?: 'small' | 'normal'
  readonly icon?: ReactNode
  /** Shows that the work is under way and refuses a second press, without changing the width. */
  readonly pending?: boolean
}

export function Button({ variant, size, icon, pending = false, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      aria-busy={pending || undefined}
      {...rest}
      disabled={rest.disabled || pending}
      className={joinClasses(buttonClass(variant, size), 'relative', className)}
    >
      <span className={joinClasses('inline-flex items-center gap-1.5', pending && 'opacity-0')}>
        {icon}
        {children}
      </span>
      {pending && <LoaderCircle aria-hidden className="absolute size-4 animate-spin" />}
    </button>
  )
}

export type ButtonLinkProps = AppLinkProps & {
  readonly variant?: ButtonVariant
  readonly size?: 'small' | 'normal'
  readonly icon?: ReactNode
}

export function ButtonLink({ variant, size, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <AppLink {...rest} className={joinClasses(buttonClass(variant, size), className)}>
      {icon}
      {children}
    </AppLink>
  )
}

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  /** The name that a screen reader says and that hovering shows. */
  readonly label: string
  readonly icon: ReactNode
  readonly size?: 'small' | 'normal'
}

export function IconButton({ label, icon, size = 'normal', className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={joinClasses(
        'inline-flex shrink-0 items-center justify-center rounded-md text-ink-muted select-none',
        'hover:bg-hover hover:text-ink disabled:opacity-50 data-popup-open:bg-hover',
        size === 'small' ? 'size-6 [&_svg]:size-3.5' : 'size-8 [&_svg]:size-4',
        className,
      )}
    >
      {icon}
    </button>
  )
}
