import type { VgpuLayout } from '@/emulator/gpu-layout'
import type { HostLayout } from '@/emulator/host-layout'
import { requireNvidia } from './nvidia-smi'
import { entry, type SmiNode, section, toText } from './smi-node'
import { formatBusId } from './smi-report'

const COLUMN = 37

/** GPUs that serve vGPUs, whether or not one runs. */
export function listVgpuHosts({ nvidia }: HostLayout) {
  return nvidia?.gpus.filter(({ virtualization }) => virtualization === 'Host VGPU') ?? []
}

/** `nvidia-smi vgpu -q`, of the GPUs in vGPU mode. */
export function writeVgpuQuery(host: HostLayout): string {
  requireNvidia(host)
  const lines = listVgpuHosts(host).flatMap(({ address, vgpus }) => [
    `GPU ${formatBusId(address)}`,
    ...toText([entry(null, 'Active vGPUs', vgpus.length)], 1, COLUMN),
    ...vgpus.flatMap((vgpu) => [
      ...toText([entry(null, 'vGPU ID', vgpu.vgpuId)], 1, COLUMN),
      ...toText(describeVgpu(vgpu), 2, COLUMN),
    ]),
    '',
  ])
  return `${lines.join('\n')}\n`
}

function describeVgpu(vgpu: VgpuLayout): SmiNode[] {
  const told = (text: string, value: string | number) => entry(null, text, value)
  return [
    told('VM UUID', vgpu.vmUuid),
    told('VM Name', vgpu.vmName),
    told('vGPU Name', vgpu.typeName),
    told('vGPU Type', vgpu.typeId),
    told('vGPU UUID', vgpu.vmUuid),
    told('MDEV UUID', vgpu.mdevUuid ?? 'N/A'),
    told('Guest Driver Version', vgpu.guestDriverVersion),
    told('License Status', vgpu.licenseStatus),
    told('GPU Instance ID', 'N/A'),
    told('Placement ID', 'N/A'),
    told('Accounting Mode', 'Disabled'),
    told('ECC Mode', 'Enabled'),
    told('Accounting Buffer Size', 4000),
    told('Frame Rate Limit', 'N/A'),
    // As the guest sees it.
    section(null, 'PCI', [told('Bus Id', '00000000:07:00.0')]),
    section(null, 'FB Memory Usage', [
      told('Total', `${vgpu.framebufferMib} MiB`),
      told('Used', `${vgpu.usedMib} MiB`),
      told('Free', `${vgpu.framebufferMib - vgpu.usedMib} MiB`),
    ]),
    section(null, 'Utilization', [
      told('Gpu', `${vgpu.utilizationPercent} %`),
      told('Memory', '0 %'),
      told('Encoder', '0 %'),
      told('Decoder', '0 %'),
    ]),
  ]
}
