import { describe, expect, it } from 'vitest'
import { listLengths, tryCuts } from '@/server/facts/testing/cut-text'
import { parseText, takeFacts, takeRefusal } from '@/server/facts/testing/parse-text'

const TEXT = `# nv-fabricmanager --version
Fabric Manager version is : 570.133.20
# systemctl show nvidia-fabricmanager -p LoadState -p ActiveState -p SubState -p UnitFileState
LoadState=loaded
ActiveState=active
SubState=running
UnitFileState=enabled
# grep FABRIC_MODE /usr/share/nvidia/nvswitch/fabricmanager.cfg
FABRIC_MODE=1
`

const read = (text: string) => takeFacts(parseText(text), 'fabric-manager')
const NOTHING = {
  version: null,
  loadState: null,
  activeState: null,
  subState: null,
  unitFileState: null,
  fabricMode: null,
}

describe('the fabric manager', () => {
  it('tells its version, the state of its service and the model of its fabric', () => {
    expect(read(TEXT)).toEqual({
      facts: {
        version: '570.133.20',
        loadState: 'loaded',
        activeState: 'active',
        subState: 'running',
        unitFileState: 'enabled',
        fabricMode: 1,
      },
      issues: [],
    })
  })

  it.each([
    [
      'its version',
      'Fabric Manager version is : 610.57.04\nBuild Info - Branch: x\n',
      { version: '610.57.04' },
    ],
    [
      'its configuration with comments',
      '# Fabric Manager Operating Mode\n# FABRIC_MODE=2\nFABRIC_MODE=0\nFABRIC_MODE_RESTART=0\n',
      { fabricMode: 0 },
    ],
    [
      'its status',
      '× nvidia-fabricmanager.service - NVIDIA fabric manager service\n     Loaded: loaded (/lib/systemd/system/nvidia-fabricmanager.service; enabled; vendor preset: enabled)\n     Active: failed (Result: signal) since Mon\n',
      { loadState: 'loaded', unitFileState: 'enabled', activeState: 'failed' },
    ],
  ])('is read from %s alone', (_, text, told) => {
    expect(read(text).facts).toMatchObject({ ...NOTHING, ...told })
  })

  it('that is not installed is unknown but for what systemd says', () => {
    const text = [
      '# nv-fabricmanager --version',
      'sh: 1: nv-fabricmanager: not found',
      '# systemctl show nvidia-fabricmanager -p LoadState -p ActiveState -p SubState',
      'LoadState=not-found',
      'ActiveState=inactive',
      'SubState=dead',
    ]
    expect(read(text.join('\n')).facts).toEqual({
      ...NOTHING,
      loadState: 'not-found',
      activeState: 'inactive',
      subState: 'dead',
    })
  })

  it('takes no other service’s state for its own', () => {
    const text = `${TEXT.slice(0, TEXT.indexOf('# systemctl'))}# systemctl show nvidia-persistenced\nActiveState=active\n`
    expect(read(text).facts.activeState).toBeNull()
  })

  it('in a mode nobody knows is in none, and says so', () => {
    const { facts, issues } = read(TEXT.replace('FABRIC_MODE=1', 'FABRIC_MODE=7'))
    expect(facts.fabricMode).toBeNull()
    expect(issues).toEqual([{ code: 'unreadableValue', line: 9, detail: 'FABRIC_MODE: 7' }])
  })

  it('is refused where nothing is said of it', () => {
    expect(takeRefusal(parseText('LINE=1\n', 'fabric-manager')).code).toBe('unrecognised')
  })

  it('cut off anywhere says nothing that the whole does not', () => {
    const report = tryCuts(TEXT, 'fabric-manager', listLengths(TEXT))
    expect(report.inventions).toEqual([])
    expect(report.read).toBeGreaterThan(100)
  })
})
