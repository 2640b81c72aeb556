import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinIdentities, type KnownGpu, type SeenGpu } from './identity-join'

const seen = (over: Partial<SeenGpu> = {}): SeenGpu => ({
  address: '0000:17:00.0',
  uuid: 'GPU-a',
  serial: null,
  pciDevice: '10de:2330',
  pciSubsystem: null,
  moduleId: null,
  model: 'NVIDIA H100',
  framebufferMib: 81559,
  numaNode: 0,
  source: 'nvidia-smi-q-x',
  ...over,
})
const known = (over: Partial<KnownGpu> = {}): KnownGpu => ({
  id: 'row-1',
  hostId: 'host-1',
  state: 'proved',
  address: '0000:17:00.0',
  uuid: 'GPU-a',
  pciDevice: '10de:2330',
  isElsewhere: false,
  isFreshElsewhere: false,
  ...over,
})

test('a GPU seen for the first time becomes a row: proved with a UUID, provisional without', () => {
  expect(joinIdentities([], [seen()])).toMatchObject([{ kind: 'create', state: 'proved' }])
  expect(joinIdentities([], [seen({ uuid: null })])).toMatchObject([{ kind: 'create', state: 'provisional' }])
})

test('a provisional GPU keeps its row when a UUID proves it', () => {
  const steps = joinIdentities([known({ state: 'provisional', uuid: null })], [seen()])
  expect(steps).toMatchObject([{ kind: 'match', gpuId: 'row-1', provesIt: true, movedFrom: null }])
})

test('a proved GPU that is bound to vfio-pci and shows no UUID keeps its row by slot and device id', () => {
  const steps = joinIdentities([known()], [seen({ uuid: null })])
  expect(steps).toMatchObject([{ kind: 'match', gpuId: 'row-1', provesIt: false }])
})

test('another device in the slot is not the old GPU', () => {
  const steps = joinIdentities([known()], [seen({ uuid: null, pciDevice: '10de:26b9' })])
  expect(steps.map((step) => step.kind)).toEqual(['create', 'gone'])
})

test('a GPU that changes slots, or hosts, keeps its row and tells where it was', () => {
  expect(joinIdentities([known()], [seen({ address: '0000:65:00.0' })])).toMatchObject([
    { kind: 'match', movedFrom: { hostId: 'host-1', address: '0000:17:00.0' } },
  ])
  expect(joinIdentities([known({ isElsewhere: true, hostId: 'host-2' })], [seen()])).toMatchObject([
    { kind: 'match', movedFrom: { hostId: 'host-2' } },
  ])
})

test('two GPUs that swap slots are both moves, not replacements', () => {
  const rows = [known(), known({ id: 'row-2', uuid: 'GPU-b', address: '0000:65:00.0' })]
  const steps = joinIdentities(rows, [
    seen({ uuid: 'GPU-b' }),
    seen({ uuid: 'GPU-a', address: '0000:65:00.0' }),
  ])
  expect(steps).toMatchObject([
    { kind: 'match', gpuId: 'row-2', movedFrom: { address: '0000:65:00.0' } },
    { kind: 'match', gpuId: 'row-1', movedFrom: { address: '0000:17:00.0' } },
  ])
})

test('a swapped GPU gets a new row, and the old one says what took its place', () => {
  const steps = joinIdentities([known()], [seen({ uuid: 'GPU-new' })])
  expect(steps).toMatchObject([
    { kind: 'create', state: 'proved' },
    { kind: 'gone', gpuId: 'row-1', replacedBy: 'GPU-new' },
  ])
})

test('one UUID on two hosts that both report it is a contradiction, not a move', () => {
  const steps = joinIdentities(
    [known({ isElsewhere: true, isFreshElsewhere: true, hostId: 'host-2' })],
    [seen()],
  )
  expect(steps).toMatchObject([
    { kind: 'contradiction', uuid: 'GPU-a', otherHostId: 'host-2' },
    { kind: 'create', state: 'provisional', seen: { uuid: null } },
  ])
})

test('a GPU whose UUID is not believed is not taken for the one that was known in its slot', () => {
  const rows = [
    known({ uuid: 'GPU-old' }),
    known({ id: 'row-2', isElsewhere: true, isFreshElsewhere: true, hostId: 'host-2' }),
  ]
  expect(joinIdentities(rows, [seen()]).map((step) => step.kind)).toEqual(['contradiction', 'create', 'gone'])
})

test('a UUID that appears twice in one report names nothing', () => {
  const steps = joinIdentities([], [seen(), seen({ address: '0000:65:00.0' })])
  expect(steps).toMatchObject([
    { kind: 'create', state: 'provisional' },
    { kind: 'create', state: 'provisional' },
  ])
})

test('a moved GPU swallows the provisional row that stood for it in its new slot', () => {
  const rows = [
    known({ isElsewhere: true, hostId: 'host-2' }),
    known({ id: 'row-2', state: 'provisional', uuid: null }),
  ]
  expect(joinIdentities(rows, [seen()])).toMatchObject([
    { kind: 'match', gpuId: 'row-1' },
    { kind: 'merge', gpuId: 'row-2', intoGpuId: 'row-1' },
  ])
})

const slots = ['0000:17:00.0', '0000:65:00.0', '0000:ca:00.0']
const anySeen = fc
  .record({ address: fc.constantFrom(...slots), uuid: fc.option(fc.constantFrom('GPU-a', 'GPU-b', 'GPU-c')) })
  .map(seen)
const reports = fc.uniqueArray(anySeen, { selector: (gpu) => gpu.address })

test('every GPU of a report, and every live row of its host, has exactly one fate', () => {
  fc.assert(
    fc.property(reports, reports, (before, after) => {
      const rows = before.map((gpu, i) =>
        known({
          id: `row-${i}`,
          address: gpu.address,
          uuid: `${gpu.uuid}` === 'null' ? null : gpu.uuid,
          state: gpu.uuid ? 'proved' : 'provisional',
        }),
      )
      const distinct = rows.filter(
        (row, i) => row.uuid === null || rows.findIndex((other) => other.uuid === row.uuid) === i,
      )
      const steps = joinIdentities(distinct, after)
      const addresses = steps.flatMap((step) => ('seen' in step ? [step.seen.address] : []))
      expect(addresses.toSorted()).toEqual(after.map((gpu) => gpu.address).toSorted())
      const ids = steps.flatMap((step) => ('gpuId' in step ? [step.gpuId] : []))
      expect(ids.toSorted()).toEqual(distinct.map((row) => row.id).toSorted())
    }),
  )
})

test('the order in which a tool lists its GPUs decides nothing', () => {
  fc.assert(
    fc.property(reports, (report) => {
      const rows = [known(), known({ id: 'row-2', uuid: 'GPU-b', address: '0000:65:00.0' })]
      expect(joinIdentities(rows, report.toReversed())).toEqual(joinIdentities(rows, report))
    }),
  )
})
