import type { Kysely } from 'kysely'
import type { Database } from '../../db/schema.ts'
import type { Deps } from '../../deps.ts'
import { openDataKey } from '../../seal/keys.ts'
import { openJson } from '../../seal/seal.ts'
import { alike, distance } from '../likeness.ts'
import { DerivativeManifest } from '../manifest.ts'
import type { FileRow } from '../store.ts'
import { listLookalikes, type Lookalike } from './store.ts'

/** How many earlier pictures a new one is compared with, and how old they may be outside its tip. */
const compared = { most: 500, days: 60 }

/** An earlier picture that looks the same, and in how many bits they differ. */
export interface Similar {
  evidence_id: string
  bits: number
}

/** Finds the earlier picture of its tip, or else of its line, that a new one looks most like. */
export async function findSimilar(
  { keys, now }: Pick<Deps, 'keys' | 'now'>,
  db: Kysely<Database>,
  row: FileRow,
  likeness: string | null,
): Promise<Similar | undefined> {
  if (!likeness || row.duplicate_of) return undefined
  const since = new Date(now() - compared.days * 24 * 3600_000)
  const candidates = await listLookalikes(db, row, { since, most: compared.most })
  let best: Similar | undefined
  for (const candidate of candidates) {
    const other = likenessOf(keys, candidate)
    const bits = other ? distance(likeness, other) : Infinity
    if (bits <= alike && bits < (best?.bits ?? Infinity)) {
      best = { evidence_id: candidate.evidence_id, bits }
    }
  }
  return best
}

/** A damaged row must not keep the others from being compared. */
function likenessOf(keys: Deps['keys'], { id, key, manifest }: Lookalike): string | undefined {
  try {
    const opened = openJson(openDataKey(keys, key), `derivative:${id}`, manifest)
    return DerivativeManifest.parse(opened).likeness ?? undefined
  } catch {
    return undefined
  }
}
