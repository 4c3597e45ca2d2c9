import { randomBytes, randomUUID } from 'node:crypto'
import { isAPIError } from 'better-auth/api'
import type { Role } from '../db/schema.ts'
import { Failure } from '../errors.ts'
import { recordEvents } from '../ledger/record.ts'
import { type AuthDeps, authOf } from './sign-in.ts'
import {
  deleteLinks,
  findWaitingAdministrator,
  hasReadyAdministrator,
  upsertInvestigator,
} from './store.ts'

const validHours = 48
const firstEmail = 'admin@tipthread.local'

/** Somebody who is to sign in. */
export interface Newcomer {
  email: string
  name: string
  role: Role
}

/**
 * Adds an investigator and returns the one-time link with which they set their password. Somebody
 * who is there already gets the role and a fresh link; their old password works until they use it.
 */
export async function addInvestigator(deps: AuthDeps, newcomer: Newcomer): Promise<string> {
  const email = newcomer.email.trim().toLowerCase()
  const at = new Date(deps.now())
  const id = await deps.db.transaction().execute(async (trx) => {
    const id = await upsertInvestigator(trx, { ...newcomer, email, id: randomUUID(), at })
    const details = { what: 'user', id, role: newcomer.role }
    await recordEvents(trx, [{ actor: 'command', action: 'config.changed', at: +at, details }])
    return id
  })
  return freshLink(deps, id)
}

/**
 * While no administrator has a password: a fresh one-time link for the first one, who is made if
 * need be. Otherwise null.
 */
export async function ensureFirstLink(deps: AuthDeps): Promise<string | null> {
  if (await hasReadyAdministrator(deps.db)) return null
  const waiting = await findWaitingAdministrator(deps.db)
  if (waiting) return freshLink(deps, waiting)
  return addInvestigator(deps, { email: firstEmail, name: 'Administrator', role: 'administrator' })
}

/** Whose link this is, while it can be used. Looking does not use it up. */
export async function linkOwner(deps: AuthDeps, token: string): Promise<string | undefined> {
  const { internalAdapter } = await authOf(deps).$context
  const link = await internalAdapter.findVerificationValue(identifier(token))
  if (!link || link.expiresAt.getTime() < deps.now()) return undefined
  return (await internalAdapter.findUserById(link.value))?.email
}

/**
 * Uses a link up: sets the password and ends every session there was. Throws `not-found` when the
 * link was used or has expired and `bad-request` for a password that is too short or too long.
 */
export async function usePasswordLink(
  deps: AuthDeps,
  token: string,
  password: string,
): Promise<void> {
  if (!(await linkOwner(deps, token))) throw new Failure('not-found')
  try {
    await authOf(deps).api.resetPassword({ body: { token, newPassword: password } })
  } catch (error) {
    if (!isAPIError(error)) throw error
    const used = error.body?.code === 'INVALID_TOKEN'
    throw new Failure(used ? 'not-found' : 'bad-request')
  }
}

async function freshLink(deps: AuthDeps, user_id: string): Promise<string> {
  const { internalAdapter } = await authOf(deps).$context
  await deleteLinks(deps.db, user_id)
  const token = randomBytes(24).toString('base64url')
  await internalAdapter.createVerificationValue({
    identifier: identifier(token),
    value: user_id,
    expiresAt: new Date(deps.now() + validHours * 3_600_000),
  })
  return `${deps.config.public_url}/console/welcome/${token}`
}

/** The name under which Better Auth's password reset looks for its token. */
function identifier(token: string): string {
  return `reset-password:${token}`
}
