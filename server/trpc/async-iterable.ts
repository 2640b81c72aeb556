import { z } from 'zod'

/** The output of a subscription: an async iterable of which every item is checked as it passes. */
export function zAsyncIterable<Item>(item: z.ZodType<Item>) {
  return z
    .custom<AsyncIterable<Item>>(
      (value) => typeof value === 'object' && value !== null && Symbol.asyncIterator in value,
    )
    .transform((source) => checkEach(source, item))
}

async function* checkEach<Item>(source: AsyncIterable<Item>, item: z.ZodType<Item>): AsyncGenerator<Item> {
  for await (const value of source) yield item.parse(value)
}
