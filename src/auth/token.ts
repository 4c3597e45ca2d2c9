import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import type { Role } from '../db/schema.ts'
import { Failure } from '../errors.ts'
import { recordEvents } from '../ledger/record.ts'
import type { Identity } from './roles.ts'
import { findToken, insertToken, touchToken } from './store.ts'

const minute = 60_000

/** Makes a token for a program and returns it; only its hash is kept. Names are unique. */
export async function addToken(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  { name, role }: { name: string; role: Role },
): Promise<string> {
  const token = `tip_${randomBytes(32).toString('base64url')}`
  const [id, at] = [randomUUID(), now()]
  const row = { id, name, role, hash: hash(token), created_at: new Date(at) }
  await db.transaction().execute(async (trx) => {
    if (!(await insertToken(trx, row))) throw new Failure('conflict', 'A token of that name exists')
    const details = { what: 'token', id, role }
    await recordEvents(trx, [{ actor: 'command', action: 'config.changed', at, details }])
  })
  return token
}

/**
 * Who holds this token, if anybody. It is looked up by its hash, so how long that takes says nothing
 * about the tokens there are.
 */
export async function tokenIdentity(
  { db, now, later }: Pick<Deps, 'db' | 'now' | 'later'>,
  token: string,
): Promise<Identity | undefined> {
  const row = await findToken(db, hash(token))
  if (!row) return undefined
  const at = now()
  if (!row.last_used_at || at - row.last_used_at.getTime() >= minute) {
    later(touchToken(db, row.id, new Date(at)))
  }
  return { id: row.id, role: row.role, kind: 'token', name: row.name }
}

function hash(token: string): Uint8Array {
  return createHash('sha256').update(token).digest()
}
