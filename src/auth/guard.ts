import type { Context, MiddlewareHandler, Next } from 'hono'
import { z } from 'zod'
import type { WithDeps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { recordEvents } from '../ledger/record.ts'
import { Refusal, type Wanted } from '../ledger/refusal.ts'
import { findTipByCode, findTipOfFile } from '../ledger/store.ts'
import { recordView } from '../ledger/viewed.ts'
import { type Identity, mayWrite } from './roles.ts'
import { sessionIdentity } from './session.ts'
import { tokenIdentity } from './token.ts'

/** The environment behind a guard: `c.var.who`. */
export interface Guarded {
  Variables: WithDeps['Variables'] & { who: Identity }
}

/** Lets programs with a bearer token through. */
export const requireToken: MiddlewareHandler<Guarded> = async (c, next) => {
  const token = /^Bearer ([\w-]{20,200})$/i.exec(c.req.header('Authorization') ?? '')?.[1]
  const who = token && (await tokenIdentity(c.var.deps, token))
  if (!who) throw new Failure('not-signed-in', 'A valid bearer token is needed')
  await admit(c, who, next)
}

/** Lets people who signed in through. */
export const requireSession: MiddlewareHandler<Guarded> = async (c, next) => {
  const who = await sessionIdentity(c.var.deps, c.req.raw.headers)
  if (!who) throw new Failure('not-signed-in')
  await admit(c, who, next)
}

/** Lets only roles that may change things through. Comes after a guard that sets `who`. */
export const requireWriter: MiddlewareHandler<Guarded> = async (c, next) => {
  if (!mayWrite(c.var.who.role)) throw new Failure('not-allowed', 'This role may only read')
  await next()
}

/**
 * Lets somebody through. Whatever they were refused behind the guard, and whichever tip they were shown
 * anything of, is written down here, before the answer leaves.
 */
async function admit(c: Context<Guarded>, who: Identity, next: Next): Promise<void> {
  c.set('who', who)
  await next()
  if (c.error instanceof Failure && c.error.code === 'not-allowed') await tellRefusal(c, c.error)
  else if (c.res.status < 400) await tellView(c)
}

async function tellRefusal(c: Context<Guarded>, failure: Failure): Promise<void> {
  const { deps, who } = c.var
  const wanted = failure instanceof Refusal ? failure.wanted : await wantedOf(c)
  const event = { actor: `staff:${who.id}`, action: 'access.denied', at: deps.now() } as const
  await recordEvents(deps.db, [{ ...event, ...wanted }])
}

async function wantedOf(c: Context<Guarded>): Promise<Wanted> {
  const details = { method: c.req.method, path: c.req.routePath }
  return { ...(await findNamedTip(c)), details }
}

async function tellView(c: Context<Guarded>): Promise<void> {
  const { deps, who } = c.var
  const { tip_id, thread_id } = (await findNamedTip(c)) ?? {}
  if (tip_id && thread_id) await recordView(deps, { id: tip_id, thread_id }, who.id)
}

const Code = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^T(-\w{4}){2}$/)

/** The tip that the address names, by its code or by one of its files. */
async function findNamedTip(c: Context<Guarded>) {
  const { db } = c.var.deps
  const [code, id] = [Code.safeParse(c.req.param('code')).data, c.req.param('id')]
  if (code) return findTipByCode(db, code)
  const file = /\/(evidence|files)\/:id/.test(c.req.routePath) && z.uuid().safeParse(id).data
  return file ? findTipOfFile(db, file) : undefined
}
