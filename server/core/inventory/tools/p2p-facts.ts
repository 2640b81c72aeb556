/** How one GPU can use another's memory: `OK`, or why not, as `nvidia-smi topo -p2p` abbreviates it. */
export type P2pStatus = 'X' | 'OK' | 'CNS' | 'GNS' | 'TNS' | 'NS' | 'DR' | 'U'

/** What one `nvidia-smi topo -p2p r|w|n|a|p` said. */
export interface P2pFacts {
  /** `GPU0`, … */
  labels: string[]
  /** `statuses[row][column]` in the order of `labels`; null where the cell was empty or not a known word. */
  statuses: (P2pStatus | null)[][]
}
