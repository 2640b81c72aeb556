import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const MLX5 = `driver: mlx5_core
version: 24.10-1.1.4
firmware-version: 28.43.1014 (MT_0000000834)
expansion-rom-version: 
bus-info: 0000:1a:00.0
supports-statistics: yes
supports-test: yes
supports-eeprom-access: no
supports-register-dump: no
supports-priv-flags: yes
`

const ICE = `driver: ice
version: 6.1.0-18-amd64
firmware-version: 4.40 0x8001c967 1.3534.0
expansion-rom-version: 
bus-info: 0000:31:00.0
`

const VIRTIO =
  'driver: virtio_net\nversion: 1.0.0\nfirmware-version: \nexpansion-rom-version: \nbus-info: virtio0\n'

const RDMA = `/sys/class/infiniband/mlx5_0/fw_ver:28.43.1014
/sys/class/infiniband/mlx5_0/board_id:MT_0000000834
/sys/class/infiniband/mlx5_0/hca_type:MT4129
/sys/class/infiniband/mlx5_0/device:0000:1a:00.0
/sys/class/infiniband/mlx5_1/fw_ver:28.43.1014
`

const TEXT = `# nic eth0\n${MLX5}# nic ens3f0\n${ICE}# nic eth9\n${VIRTIO}${RDMA}`

const read = (text: string) => takeFacts(parseText(text), 'nic-firmware')

describe('firmware of network adapters', () => {
  it('is told per interface and per RDMA device, the PSID apart from the version', () => {
    const { facts, issues } = read(TEXT)
    expect(issues).toEqual([])
    const shown = facts.nics.map((nic) => [
      nic.kind,
      nic.name,
      nic.driver,
      nic.firmwareVersion,
      nic.boardId,
      nic.address,
    ])
    expect(shown).toEqual([
      ['netdev', 'eth0', 'mlx5_core', '28.43.1014', 'MT_0000000834', '0000:1a:00.0'],
      ['netdev', 'ens3f0', 'ice', '4.40 0x8001c967 1.3534.0', null, '0000:31:00.0'],
      ['netdev', 'eth9', 'virtio_net', null, null, null],
      ['rdma', 'mlx5_0', null, '28.43.1014', 'MT_0000000834', '0000:1a:00.0'],
      ['rdma', 'mlx5_1', null, '28.43.1014', null, null],
    ])
    expect(facts.nics[0]?.driverVersion).toBe('24.10-1.1.4')
    expect(facts.nics[3]?.hcaType).toBe('MT4129')
  })

  it.each([
    ['218.0.219.13/pkg 21.80.9.12', '218.0.219.13/pkg 21.80.9.12', null],
    ['28.40.1000 (NVD0000000033)', '28.40.1000', 'NVD0000000033'],
    ['28.44.2506 (FB_0000000030)', '28.44.2506', 'FB_0000000030'],
    ['N/A', null, null],
  ])('of %s is %s', (printed, firmwareVersion, boardId) => {
    const text = `driver: x\nversion: 1\nfirmware-version: ${printed}\n`
    expect(read(text).facts.nics).toMatchObject([{ name: null, firmwareVersion, boardId }])
  })

  it('of interfaces without headers is kept apart', () => {
    expect(read(`${MLX5}${ICE}`).facts.nics.map(({ driver, name }) => [driver, name])).toEqual([
      ['mlx5_core', null],
      ['ice', null],
    ])
  })

  it('that an interface refuses to tell is unknown, with the words it refused with', () => {
    const { facts, issues } = read(
      `# nic lo\nCannot get driver information: Operation not supported\n# nic eth0\n${MLX5}`,
    )
    expect(facts.nics.map(({ name, driver }) => [name, driver])).toEqual([
      ['lo', null],
      ['eth0', 'mlx5_core'],
    ])
    expect(issues).toMatchObject([{ code: 'unreadableLine', line: 2 }])
  })

  it('is refused where there is none', () => {
    expect(takeRefusal(parseText('Nothing here\n', 'nic-firmware')).code).toBe('unrecognised')
  })

  it('cut off anywhere says nothing that the whole does not', () => {
    const report = tryCuts(TEXT, 'nic-firmware', listLengths(TEXT))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(100)
  })
})
