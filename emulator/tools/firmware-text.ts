import type { HostLayout } from '@/emulator/host-layout'

/** `ethtool -i` of every adapter, then what sysfs tells of the RDMA devices. */
export function writeNicFirmware({ nics }: HostLayout): string {
  const adapters = nics.flatMap((nic) => [
    `# nic ${nic.name}`,
    `driver: ${nic.driver}`,
    `version: ${nic.driverVersion}`,
    `firmware-version: ${nic.firmwareVersion}`,
    'expansion-rom-version: ',
    `bus-info: ${nic.address}`,
    'supports-statistics: yes',
    'supports-test: yes',
    'supports-eeprom-access: no',
    'supports-register-dump: no',
    'supports-priv-flags: yes',
  ])
  const devices = nics.flatMap(({ rdmaName, firmwareVersion, boardId }) =>
    rdmaName === null
      ? []
      : [
          `/sys/class/infiniband/${rdmaName}/fw_ver:${firmwareVersion.split(' ')[0]}`,
          `/sys/class/infiniband/${rdmaName}/board_id:${boardId}`,
          `/sys/class/infiniband/${rdmaName}/hca_type:MT4129`,
        ],
  )
  return [...adapters, ...devices].map((line) => `${line}\n`).join('')
}

/** `nv-fabricmanager --version`, the state of its unit and its mode. */
export function writeFabricManager({ nvidia }: HostLayout): string {
  const manager = nvidia?.fabricManager
  if (!manager) throw new Error('there is no fabric manager here')
  return [
    '# nv-fabricmanager --version',
    `Fabric Manager version is : ${manager.version}`,
    '# systemctl show nvidia-fabricmanager.service',
    'LoadState=loaded',
    `ActiveState=${manager.activeState}`,
    `SubState=${manager.subState}`,
    'UnitFileState=enabled',
    '# grep ^FABRIC_MODE= /usr/share/nvidia/nvswitch/fabricmanager.cfg',
    `FABRIC_MODE=${manager.mode}`,
  ]
    .map((line) => `${line}\n`)
    .join('')
}
