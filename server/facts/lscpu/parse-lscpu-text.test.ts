import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts } from '@/server/facts/testing/parse-text'

const KINDS = `Architecture:                aarch64
  CPU op-mode(s):            64-bit
  Byte Order:                Little Endian
CPU(s):                      20
  On-line CPU(s) list:       0-19
Vendor ID:                   ARM
  Model name:                Cortex-X925
    Thread(s) per core:      1
    Core(s) per socket:      10
    Socket(s):               1
  Model name:                Cortex-A725
    Thread(s) per core:      1
    Core(s) per socket:      10
    Socket(s):               1
Caches (sum of all):
  L1d:                       1.3 MiB (20 instances)
NUMA:
  NUMA node(s):              2
  NUMA node0 CPU(s):         0-19
  NUMA node1 CPU(s):
Vulnerabilities:
  Spectre v1:                Mitigation; __user pointer sanitization
`

const TABLE = `# The following is the parsable format, which can be fed to other
# programs. Each different item in every column has an unique ID
# starting usually from zero.
# CPU,Core,Socket,Node,,L1d,L1i,L2,L3
0,0,0,0,,0,0,0,0
1,1,0,,,1,1,1,0
48,0,0,0,,0,0,0,0
`

describe('lscpu as text', () => {
  it('reads nested output, several kinds of core, and a node without CPUs', () => {
    const { facts, issues } = takeFacts(parseText(KINDS), 'lscpu')
    expect(facts).toEqual({
      architecture: 'aarch64',
      vendor: 'ARM',
      modelName: 'Cortex-X925 + Cortex-A725',
      cpus: 20,
      onlineCpus: '0-19',
      sockets: null,
      coresPerSocket: null,
      threadsPerCore: null,
      numaNodeCount: 2,
      numaNodes: [
        { id: 0, cpus: '0-19' },
        { id: 1, cpus: '' },
      ],
      hypervisorVendor: null,
      virtualizationType: null,
      placements: [],
    })
    expect(issues).toEqual([])
  })

  it('reads the counts of a short text in which one kind of core makes up all CPUs', () => {
    const text = `CPU(s):              4
On-line CPU(s) list: 0-3
Model name:          Intel(R) Xeon(R) Platinum 8480+
Thread(s) per core:  2
Core(s) per socket:  2
Socket(s):           1
`
    expect(takeFacts(parseText(text), 'lscpu').facts).toMatchObject({
      modelName: 'Intel(R) Xeon(R) Platinum 8480+',
      sockets: 1,
      coresPerSocket: 2,
      threadsPerCore: 2,
    })
  })

  it('reads the parsable table by its header, cells left empty as unknown', () => {
    const { facts, issues } = takeFacts(parseText(TABLE), 'lscpu')
    expect(facts.placements).toEqual([
      { cpu: 0, core: 0, socket: 0, node: 0, isOnline: null },
      { cpu: 1, core: 1, socket: 0, node: null, isOnline: null },
      { cpu: 48, core: 0, socket: 0, node: 0, isOnline: null },
    ])
    expect(facts.cpus).toBeNull()
    expect(issues).toEqual([])
  })

  it('reads the table of -e, CPUs off line among them', () => {
    const text = `CPU NODE SOCKET CORE L1d:L1i:L2:L3 ONLINE    MAXMHZ   MINMHZ
  0    0      0    0 0:0:0:0          yes 3800.0000 800.0000
  1    1      1    1 1:1:1:1          yes 3800.0000 800.0000
  2    -      -    - -                 no         -        -
`
    expect(takeFacts(parseText(text), 'lscpu').facts.placements).toEqual([
      { cpu: 0, core: 0, socket: 0, node: 0, isOnline: true },
      { cpu: 1, core: 1, socket: 1, node: 1, isOnline: true },
      { cpu: 2, core: null, socket: null, node: null, isOnline: false },
    ])
  })

  it.each([
    ['text', KINDS, 100],
    ['table', TABLE, 20],
    ['text and table', KINDS + TABLE, 300],
  ])('tells of a cut %s nothing that the whole one does not say', (_, text, least) => {
    const { tried, read, inventions } = tryCuts(text, 'lscpu', listLengths(text))
    expect(inventions).toEqual([])
    expect(tried).toBe(text.length)
    expect(read).toBeGreaterThan(least)
  })
})
