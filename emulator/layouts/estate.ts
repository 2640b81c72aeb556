import type { HostLayout } from '@/emulator/host-layout'
import { describeA30Mig } from './a30-mig'
import { describeHgxH100 } from './hgx-h100'
import { describeKvmVgpu } from './kvm-vgpu'
import { describeL40sPair } from './l40s-pair'
import type { Moment } from './moment'
import { describeNoGpu } from './no-gpu'
import { describeVfioPassthrough } from './vfio-passthrough'

export type DescribeHost = (moment: Moment) => HostLayout

/** Every host of the demo estate. */
export const ESTATE: DescribeHost[] = [
  describeHgxH100,
  describeL40sPair,
  describeA30Mig,
  describeNoGpu,
  describeVfioPassthrough,
  describeKvmVgpu,
]
