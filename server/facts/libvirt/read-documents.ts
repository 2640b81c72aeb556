import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { parseXmlTrees } from '@/server/facts/text/xml-tree'
import { ElementReader } from './element-reader'

const NOTHING: ReadonlySet<string> = new Set()

/** virsh's documents, each with this root element. Lines between them (virsh's errors) become issues. */
export function readDocuments(
  text: string,
  rootName: string,
  issues: IssueList,
  leaveOut: ReadonlySet<string> = NOTHING,
): ElementReader[] {
  const onRemark = (line: number, remark: string) => issues.add('unreadableLine', line, remark)
  return parseXmlTrees(text, { leaveOut, onRemark }).map((root) => {
    if (root.name !== rootName) throw new PartRefusal('unrecognised', root.line, `root element ${root.name}`)
    return new ElementReader(root, issues)
  })
}
