import type { LibvirtNodedevListFacts } from '@/server/core/inventory/tools/libvirt-facts'
import { type IssueList, PartRefusal } from '@/server/facts/part-refusal'
import { readMdevName, readPciName } from './read-libvirt-value'

/** Functions with all their virtual functions, and every other device when no capability was asked for. */
const MAX_NAMES = 20_000

/** The branches that `--tree` draws. */
const BRANCH = /^[\s|+-]*/

/** `virsh nodedev-list`: names alone. Throws `PartRefusal`. */
export function parseNodedevList(text: string, issues: IssueList): LibvirtNodedevListFacts {
  const names: LibvirtNodedevListFacts['names'] = []
  let line = 0
  for (const content of text.split('\n')) {
    line += 1
    const name = content.replace(BRANCH, '').trimEnd()
    if (name === '') continue
    if (!/^[\w.:+-]{1,256}$/.test(name)) {
      issues.add('unreadableLine', line, name)
      continue
    }
    if (names.length === MAX_NAMES) throw new PartRefusal('tooLarge', line, `more than ${MAX_NAMES} devices`)
    const mdev = readMdevName(name)
    names.push({ name, address: readPciName(name), mdevUuid: mdev.uuid, mdevParent: mdev.parent })
  }
  return { names }
}
