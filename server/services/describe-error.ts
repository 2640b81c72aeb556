interface ErrorDescription {
  name: string
  message: string
  code?: string
  stack?: string
  cause?: ErrorDescription
}

/**
 * An error as it may be logged. Drizzle writes the parameters of a failed query into its message, and those
 * are session tokens, hashes and addresses: they are cut off, from the stack too.
 */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error))
    return { name: typeof error, message: 'something that is not an error was thrown' }
  const withoutParameters = (text: string) => text.replace(/\nparams: [\s\S]*?(?=\n {4}at |$)/, '')
  const description: ErrorDescription = { name: error.name, message: withoutParameters(error.message) }
  if ('code' in error && typeof error.code === 'string') description.code = error.code
  if (error.stack) description.stack = withoutParameters(error.stack)
  if (error.cause instanceof Error && depth < 3) description.cause = describeError(error.cause, depth + 1)
  return description
}
