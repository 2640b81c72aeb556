import { PciTab } from '@/components/hosts/pci-tab'

export const metadata = { title: 'PCI functions' }

export default function HostPciPage() {
  return <PciTab />
}
