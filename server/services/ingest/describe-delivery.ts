import type { Delivery, HostRow } from './merge-tools'
import type { ReadPart } from './read-parts'

/** What became of a delivery. */
export interface Reconciled {
  bundleId: string
  changedFactCount: number
  /** Nothing was known of the host before. */
  isFirst: boolean
  /** The parts of the delivery, those marked that were not taken. */
  parts: ReadPart[]
}

/** The part of a host's row that every delivery moves. */
export function describeDelivery(row: HostRow, delivery: Delivery, now: Date) {
  const isSameBoot = delivery.bootId === null || delivery.bootId === row.bootId
  return {
    bootId: delivery.bootId ?? row.bootId,
    endedBootIds: endBoot(row, delivery),
    sequence: delivery.sequence ?? row.sequence,
    pulseSequence: isSameBoot ? row.pulseSequence : null,
    lastSeenAt: delivery.source === 'collector' ? now : row.lastSeenAt,
  }
}

const ENDED_BOOTS_KEPT = 100

/** Remembered apart from the bundles, which retention forgets. */
export function endBoot(row: HostRow, { bootId }: Pick<Delivery, 'bootId'>): string[] {
  if (bootId === null || row.bootId === null || row.bootId === bootId) return row.endedBootIds
  return [...row.endedBootIds, row.bootId].slice(-ENDED_BOOTS_KEPT)
}
