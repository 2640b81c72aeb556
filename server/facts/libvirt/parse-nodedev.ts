import type { LibvirtNodedevFacts } from '@/server/core/inventory/tools/libvirt-facts'
import type { IssueList } from '@/server/facts/part-refusal'
import { readDocuments } from './read-documents'
import { readMdev } from './read-mdev'
import { readPciDevice } from './read-pci-device'

/**
 * `virsh nodedev-dumpxml` of any devices, one document or several. Devices other than PCI functions and mediated
 * devices (`drm`, `net`, …) are passed over. Throws `PartRefusal`.
 */
export function parseNodedev(text: string, issues: IssueList): LibvirtNodedevFacts {
  const facts: LibvirtNodedevFacts = { pci: [], mdevs: [] }
  for (const device of readDocuments(text, 'device', issues)) {
    const pci = device.enterCapability('pci')
    const mdev = device.enterCapability('mdev')
    if (pci) facts.pci.push(readPciDevice(device, pci))
    else if (mdev) facts.mdevs.push(readMdev(device, mdev))
  }
  reportRepeats([...facts.pci, ...facts.mdevs], issues)
  return facts
}

function reportRepeats(devices: { name: string | null }[], issues: IssueList): void {
  const seen = new Set<string>()
  for (const { name } of devices) {
    if (name === null) continue
    if (seen.has(name)) issues.add('duplicate', null, `device ${name} stands more than once`)
    seen.add(name)
  }
}
