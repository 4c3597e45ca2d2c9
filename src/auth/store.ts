import { type Insertable, type Kysely, type Selectable, sql } from 'kysely'
import type { Database, Role } from '../db/schema.ts'
import type { ApiTokenTable } from '../db/staff-tables.ts'

/** The token with that hash. */
export function findToken(
  db: Kysely<Database>,
  hash: Uint8Array,
): Promise<Selectable<ApiTokenTable> | undefined> {
  return db.selectFrom('api_token').selectAll().where('hash', '=', hash).executeTakeFirst()
}

/** Keeps a token's hash. False if its name is taken. */
export async function insertToken(
  db: Kysely<Database>,
  token: Omit<Insertable<ApiTokenTable>, 'last_used_at'>,
): Promise<boolean> {
  const result = await db
    .insertInto('api_token')
    .values(token)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0
}

/** Notes that a token was used. */
export async function touchToken(db: Kysely<Database>, id: string, at: Date): Promise<void> {
  await db.updateTable('api_token').set({ last_used_at: at }).where('id', '=', id).execute()
}

/** Counts an attempt and says how many there were since the first that has not expired. */
export async function addAttempt(
  db: Kysely<Database>,
  { key, at, expired }: { key: string; at: Date; expired: Date },
): Promise<number> {
  const row = await db
    .insertInto('rate_limit')
    .values({ key, count: 1, since: at })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({
        count: sql<number>`case when ${eb.ref('rate_limit.since')} <= ${expired}
          then 1 else ${eb.ref('rate_limit.count')} + 1 end`,
        since: sql<Date>`case when ${eb.ref('rate_limit.since')} <= ${expired}
          then ${at}::timestamptz else ${eb.ref('rate_limit.since')} end`,
      })),
    )
    .returning('count')
    .executeTakeFirstOrThrow()
  return row.count
}

/** How many attempts there were since the first of them, if that is not too long ago. */
export async function findAttempts(
  db: Kysely<Database>,
  key: string,
  since: Date,
): Promise<number> {
  const row = await db
    .selectFrom('rate_limit')
    .select('count')
    .where('key', '=', key)
    .where('since', '>', since)
    .executeTakeFirst()
  return row?.count ?? 0
}

/** Forgets one count, and all that nobody has added to since `old`. */
export async function deleteAttempts(db: Kysely<Database>, key: string, old: Date): Promise<void> {
  await db
    .deleteFrom('rate_limit')
    .where((eb) => eb.or([eb('key', '=', key), eb('since', '<', old)]))
    .execute()
}

/** Adds somebody, or gives who has that e-mail address another name and role. Returns the id. */
export async function upsertInvestigator(
  db: Kysely<Database>,
  { at, ...person }: { id: string; email: string; name: string; role: Role; at: Date },
): Promise<string> {
  const { name, role } = person
  const row = await db
    .insertInto('investigator')
    .values({ ...person, email_verified: true, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column('email').doUpdateSet({ name, role }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Whether an administrator can sign in. */
export async function hasReadyAdministrator(db: Kysely<Database>): Promise<boolean> {
  const row = await db
    .selectFrom('investigator')
    .innerJoin('investigator_account', 'investigator_account.user_id', 'investigator.id')
    .select('investigator.id')
    .where('investigator.role', '=', 'administrator')
    .where('investigator_account.password', 'is not', null)
    .executeTakeFirst()
  return row !== undefined
}

/** The longest waiting administrator, when none has a password yet. */
export async function findWaitingAdministrator(db: Kysely<Database>): Promise<string | undefined> {
  const row = await db
    .selectFrom('investigator')
    .select('id')
    .where('role', '=', 'administrator')
    .orderBy('created_at')
    .executeTakeFirst()
  return row?.id
}

/** Takes back every one-time link of somebody. */
export async function deleteLinks(db: Kysely<Database>, user_id: string): Promise<void> {
  await db.deleteFrom('investigator_verification').where('value', '=', user_id).execute()
}
