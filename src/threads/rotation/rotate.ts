import { ContactAddress } from '../../channels/body.ts'
import type { Deps } from '../../deps.ts'
import { Manifest } from '../../evidence/manifest.ts'
import { recordEvents } from '../../ledger/record.ts'
import { blindIndexes, openDataKey, rewrapDataKey } from '../../seal/keys.ts'
import { openJson } from '../../seal/seal.ts'
import { indexAnew } from '../../tips/search/index-words.ts'
import {
  countUnturned,
  listIndexedFiles,
  saveFileIndex,
  saveTurned,
  takeUnturned,
  type Turned,
} from './store.ts'

const batch = 200
const nobody = '00000000-0000-0000-0000-000000000000'

/** What a rotation did. */
export interface Rotated {
  /** Id of the key that wraps everything now. */
  key: string
  threads: number
  /** Threads that another process has made with an older key meanwhile. */
  left: number
}

/**
 * Lets the first key of the ring wrap what older ones wrapped, and index what they indexed. The data keys
 * stay, so nothing is sealed anew. What is done is told from what is not by the rows themselves: a rotation
 * that broke off goes on where it was, and turns may run meanwhile, as every key of the ring opens.
 */
export async function rotateKeys(deps: Deps): Promise<Rotated> {
  const first = deps.keys.keys[0]?.id ?? ''
  let [threads, after] = [0, nobody]
  for (let done = batch; done === batch; threads += done) {
    const turned = await turnBatch(deps, first, after)
    done = turned.length
    after = turned.at(-1)?.id ?? after
  }
  await indexAnew(deps)
  const details = { key: first, threads }
  const at = deps.now()
  await recordEvents(deps.db, [{ actor: 'command', action: 'key.rotated', at, details }])
  return { key: first, threads, left: await countUnturned(deps.db, first) }
}

function turnBatch(deps: Deps, first: string, after: string): Promise<Turned[]> {
  return deps.db.transaction().execute(async (trx) => {
    const threads = await takeUnturned(trx, first, { after, limit: batch })
    if (threads.length === 0) return threads
    await saveTurned(
      trx,
      threads.map((thread) => turn(deps, thread)),
    )
    await turnFiles({ ...deps, db: trx }, threads)
    return threads
  })
}

function turn({ keys }: Deps, { id, key, channel, address }: Turned) {
  const opened = openDataKey(keys, key)
  const contact = address && ContactAddress.parse(openJson(opened, `contact:${id}`, address))
  const [index] = contact ? blindIndexes(keys, `${channel}:${contact.address}`) : []
  return { id, key: hex(rewrapDataKey(keys, key)), address_index: index ? hex(index) : null }
}

async function turnFiles({ db, keys }: Deps, threads: Turned[]): Promise<void> {
  const wrapped = new Map(threads.map(({ id, key }) => [id, key]))
  for (const { id, thread_id, manifest } of await listIndexedFiles(db, [...wrapped.keys()])) {
    const key = wrapped.get(thread_id)
    if (!key) continue
    const { sha256 } = Manifest.parse(openJson(openDataKey(keys, key), `manifest:${id}`, manifest))
    const [index] = blindIndexes(keys, `file:${sha256}`)
    if (index) await saveFileIndex(db, id, index)
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
