import { z } from 'zod'
import { Coding } from '../../conversation/record.ts'
import type { Deps } from '../../deps.ts'
import { Failure } from '../../errors.ts'
import { openDataKey } from '../../seal/keys.ts'
import { nameObject } from '../../ledger/event.ts'
import { recordEvents } from '../../ledger/record.ts'
import { openJson, seal } from '../../seal/seal.ts'
import type { TipRow } from '../store.ts'
import { requireQuotes } from './quote.ts'
import { type CodingRow, insertCoding, listCodings } from './store.ts'

/** One version of what staff coded. `coding` is null when the tip was taken back or it does not open. */
export const CodingRecord = z
  .object({
    version: z.int(),
    coded_by: z.string().describe('Id of an investigator or a token'),
    at: z.iso.datetime(),
    coding: Coding.nullable(),
  })
  .meta({ id: 'CodingVersion' })
export type CodingRecord = z.infer<typeof CodingRecord>

/** What is sealed has a salt beside the coding, for the ledger's sake. */
const Sealed = z.looseObject({ salt: z.string().optional() })

/** Every version of a tip's coding, the newest first. */
export async function readCodings({ db, keys }: Deps, tip: TipRow): Promise<CodingRecord[]> {
  const rows = await listCodings(db, tip.id)
  return rows.map((row) => ({
    version: row.version,
    coded_by: row.coded_by,
    at: row.at.toISOString(),
    coding: openCoding(keys, tip, row),
  }))
}

/**
 * Codes a tip anew. What was coded before stays as a version, and what the person said is not touched.
 * Throws `conflict` when `after` is no longer the newest version, or 0 for the first, and `bad-request` for
 * a quote that stands for nothing the person wrote.
 */
export async function codeTip(
  deps: Deps,
  tip: TipRow,
  { coding, after, coded_by }: { coding: Coding; after: number; coded_by: string },
): Promise<void> {
  const { db, keys, now } = deps
  const [newest] = await listCodings(db, tip.id)
  await requireQuotes(deps, tip, { coding, before: newest && openCoding(keys, tip, newest) })
  const version = after + 1
  const at = now()
  const { json, object } = nameObject('coding', `${tip.id}:${version}`, coding)
  const row: CodingRow = {
    ...{ tip_id: tip.id, version, coded_by, at: new Date(at) },
    act_types: [...new Set(coding.acts.map(({ act_type }) => act_type))],
    coding: seal(dataKey(keys, tip), purposeOf(tip, version), json),
  }
  await db.transaction().execute(async (trx) => {
    if ((newest?.version ?? 0) !== after || !(await insertCoding(trx, row))) {
      throw new Failure('conflict', 'The coding was changed by somebody else meanwhile')
    }
    const about = { at, thread_id: tip.thread_id, tip_id: tip.id, details: { version } }
    await recordEvents(trx, [
      { actor: `staff:${coded_by}`, action: 'code.changed', objects: [object], ...about },
    ])
  })
}

function openCoding(keys: Deps['keys'], tip: TipRow, row: CodingRow): Coding | null {
  if (!row.coding) return null
  try {
    const opened = Sealed.parse(
      openJson(dataKey(keys, tip), purposeOf(tip, row.version), row.coding),
    )
    const { salt: _, ...coding } = opened
    return Coding.safeParse(coding).data ?? null
  } catch {
    return null
  }
}

function dataKey(keys: Deps['keys'], tip: TipRow) {
  if (!tip.key) throw new Failure('conflict', 'This tip was taken back')
  return openDataKey(keys, tip.key)
}

function purposeOf({ id }: TipRow, version: number): string {
  return `coding:${id}:${version}`
}
