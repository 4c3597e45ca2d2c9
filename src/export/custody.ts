import type { Deps } from '../deps.ts'
import { canonicalEvent } from '../ledger/canonical.ts'
import { listTipEvents, type ToldEvent } from '../ledger/history/store.ts'
import { signingKeys } from '../seal/keys.ts'
import { verifierKey } from '../ledger/note.ts'
import { originOf } from '../ledger/seal.ts'
import { hashSpans } from '../ledger/prove.ts'
import type { Checkpoint } from '../ledger/store.ts'
import { inclusionSpans } from '../ledger/tree.ts'
import { type Entry, jsonEntry, linesEntry } from './entry.ts'
import { listStamps } from './store.ts'

/** A tip in the ledger as far as a checkpoint covers it. */
export interface Ledgered {
  tip_id: string
  checkpoint: Checkpoint
}

type Reading = Pick<Deps, 'db' | 'keys' | 'config'>

const page = 500

/** Everything that shows what happened to a tip and that nobody rewrote it. */
export async function* custodyFiles(deps: Reading, told: Ledgered): AsyncGenerator<Entry> {
  const { checkpoint } = told
  yield linesEntry('data/custody/events.jsonl', canonicalLines(deps, told))
  yield linesEntry('data/custody/inclusion-proofs.jsonl', proofLines(deps, told, checkpoint.size))
  yield jsonEntry('data/custody/actors.json', await actorsOf(deps, told))
  yield { path: 'data/proofs/checkpoint.txt', body: checkpoint.note }
  const stamps = await listStamps(deps.db, checkpoint.size)
  const [key] = signingKeys(deps.keys)
  const signers = stamps.map(({ signer }) => signer)
  const now = key ? [verifierKey(key, originOf(deps.config))] : []
  yield jsonEntry('data/keys/public.json', {
    about:
      'C2SP signed-note verifier keys (Ed25519). Compare them with those the agency publishes.',
    verifier_keys: [...new Set([...now, checkpoint.signer, ...signers])],
  })
  yield* stampFiles(deps, told, stamps)
}

/** The events of a tip that the checkpoint covers, in their order, a page at a time. */
export async function* sealedEvents(
  { db }: Pick<Deps, 'db'>,
  { tip_id, checkpoint }: Ledgered,
): AsyncGenerator<ToldEvent[]> {
  let after = 0
  for (;;) {
    const rows = await listTipEvents(db, tip_id, { after, limit: page })
    const covered = rows.filter(({ seq }) => seq !== null && seq < checkpoint.size)
    if (covered.length > 0) yield covered
    if (rows.length < page) return
    after = rows.at(-1)?.id ?? after
  }
}

async function* canonicalLines(deps: Reading, told: Ledgered): AsyncGenerator<string> {
  for await (const events of sealedEvents(deps, told)) {
    for (const event of events) yield canonicalEvent(event)
  }
}

/**
 * One line an event, in the same order: its place, its salt and the way up to the root of the tree of that
 * size; null where the tree does not hold it yet.
 */
async function* proofLines(deps: Reading, told: Ledgered, size: number): AsyncGenerator<string> {
  for await (const events of sealedEvents(deps, told)) {
    const ways = events.map(({ seq }) =>
      seq === null || seq >= size ? [] : inclusionSpans(seq, { start: 0, end: size }),
    )
    const hashes = await hashSpans(deps.db, ways.flat())
    for (const [index, { id, seq, salt, event_hash, leaf_hash }] of events.entries()) {
      const proof = hashes.splice(0, ways[index]?.length ?? 0).map(hex)
      const leaf = { id, seq, salt, event_hash: hex(event_hash), leaf_hash: hex(leaf_hash) }
      yield JSON.stringify(seq === null || seq >= size ? null : { ...leaf, proof })
    }
  }
}

/** Who the staff in the events are: the ledger itself keeps only ids. */
async function actorsOf(deps: Reading, told: Ledgered): Promise<Record<string, string>> {
  const actors: Record<string, string> = {}
  for await (const events of sealedEvents(deps, told)) {
    for (const { actor, actor_name } of events) if (actor_name) actors[actor] = actor_name
  }
  return actors
}

/** The last checkpoint that authorities have stamped, and the proofs of the events that it covers. */
async function* stampFiles(
  deps: Reading,
  told: Ledgered,
  stamps: Awaited<ReturnType<typeof listStamps>>,
): AsyncGenerator<Entry> {
  const [first] = stamps
  if (!first) return
  yield { path: 'data/proofs/stamped-checkpoint.txt', body: first.note }
  yield linesEntry('data/custody/stamped-proofs.jsonl', proofLines(deps, told, first.size))
  const listed = stamps.map(({ authority, at }, index) => ({
    ...{ authority, at: at.toISOString() },
    ...{ request: `${index + 1}.tsq`, response: `${index + 1}.tsr` },
  }))
  yield jsonEntry('data/proofs/stamps.json', listed)
  for (const [index, { request, response }] of stamps.entries()) {
    yield { path: `data/proofs/${index + 1}.tsq`, body: request }
    yield { path: `data/proofs/${index + 1}.tsr`, body: response }
  }
}

function hex(bytes: Uint8Array | null): string {
  return Buffer.from(bytes ?? []).toString('hex')
}
