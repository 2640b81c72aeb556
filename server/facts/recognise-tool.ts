import { isToolId, type ToolId } from '@/server/core/inventory/tools/tool-facts'
import { findReader } from './readers'

export interface RawPart {
  content: string
  fileName?: string
}

/**
 * Which tool wrote a text: by what it says, and only where it says nothing typical (an error, an empty list) by the
 * file's name, which the collector makes from the tool's id. Null: nobody's. Expects text without terminal styling.
 */
export function recogniseTool({ content, fileName }: RawPart): ToolId | null {
  return findReader(content)?.tool ?? recogniseFileName(fileName ?? '')
}

function recogniseFileName(fileName: string): ToolId | null {
  const base = fileName.split('/').at(-1) ?? ''
  const stem = base.replace(/\.(?:xml|txt|json|csv)$/, '')
  return isToolId(stem) ? stem : null
}
