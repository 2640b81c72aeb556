import { expect, test } from 'vitest'
import { listListeningInodes } from '@/server/launcher/port-owner'

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 31337 1 0000 100 0 0 10 0
   1: 0100007F:0BB8 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 31338 1 0000 20 4 30 10 -1
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 22222 1 0000 100 0 0 10 0
`

test('only a listening socket of that port is its owner, not a connection through it', () => {
  expect(listListeningInodes(TABLE, 3000)).toEqual(['31337'])
  expect(listListeningInodes(TABLE, 22)).toEqual(['22222'])
  expect(listListeningInodes(TABLE, 3001)).toEqual([])
})
