import { readRefusal } from '@/components/form/read-refusal'

/** Runs what a dialog confirms; a refusal is thrown on with its sentence for people, which the dialog shows. */
export async function confirming(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    throw new Error(readRefusal(error).message, { cause: error })
  }
}
