import type { NicLayout } from '@/emulator/host-layout'

const CONNECTX = { driver: 'mlx5_core', driverVersion: '24.10-2.1.8' }

/** RDMA adapters in the order of their addresses. */
export function describeConnectX(
  addresses: string[],
  firmwareVersion: string,
  boardId: string,
  isInfiniband = false,
): NicLayout[] {
  return addresses.map((address, index) => ({
    ...CONNECTX,
    name: isInfiniband ? `ibs${index}` : `ens${index + 1}f0np0`,
    address,
    firmwareVersion: `${firmwareVersion} (${boardId})`,
    rdmaName: `mlx5_${index}`,
    boardId,
  }))
}

export function describeE810(address: string): NicLayout {
  return {
    name: 'ens1f0',
    address,
    driver: 'ice',
    driverVersion: '6.12.48',
    firmwareVersion: '4.60 0x8001e8b4 1.3682.0',
    rdmaName: null,
    boardId: 'E810-C-Q2',
  }
}
