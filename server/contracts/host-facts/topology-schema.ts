import type { NvidiaListFacts } from '@/server/core/inventory/tools/nvidia-list-facts'
import type { P2pFacts } from '@/server/core/inventory/tools/p2p-facts'
import type { TopoDevice, TopoFacts, TopoLink } from '@/server/core/inventory/tools/topo-facts'
import { cpuList, flag, listOf, objectOf, oneOf, orNull, text, whole, wordLike } from './exact-schema'

export const deviceKind = oneOf(['gpu', 'nic'])
export const topoLinks = listOf(listOf(orNull(wordLike<TopoLink>(/^(?:X|NV\d{1,3}|PIX|PXB|PHB|NODE|SYS)$/))))
export const p2pStatuses = listOf(listOf(orNull(oneOf(['X', 'OK', 'CNS', 'GNS', 'TNS', 'NS', 'DR', 'U']))))

const topoDevice = objectOf<TopoDevice>({
  label: text,
  kind: deviceKind,
  name: orNull(text),
  cpuAffinity: orNull(cpuList),
  numaAffinity: orNull(listOf(whole)),
  gpuNumaId: orNull(whole),
})

export const topoSchema = objectOf<TopoFacts>({
  devices: listOf(topoDevice),
  links: topoLinks,
  showsNvlink: orNull(flag),
})

export const p2pSchema = objectOf<P2pFacts>({ labels: listOf(text), statuses: p2pStatuses })

export const nvidiaListSchema = objectOf<NvidiaListFacts>({
  gpus: listOf(
    objectOf({
      index: whole,
      productName: orNull(text),
      uuid: orNull(text),
      migDevices: listOf(objectOf({ index: whole, profileName: orNull(text), uuid: orNull(text) })),
    }),
  ),
})
