import type { MiddlewareHandler } from 'hono'
import type { WithDeps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { recordEvents } from '../ledger/record.ts'
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
  c.set('who', who)
  await next()
}

/** Lets only roles that may change things through. Comes after a guard that sets `who`. */
export const requireWriter: MiddlewareHandler<Guarded> = async (c, next) => {
  const { deps, who } = c.var
  if (!mayWrite(who.role)) {
    const details = { method: c.req.method, path: c.req.routePath }
    const event = { actor: `staff:${who.id}`, action: 'access.denied', at: deps.now() } as const
    await recordEvents(deps.db, [{ ...event, details }])
    throw new Failure('not-allowed', 'This role may only read')
  }
  await next()
}

/** Lets people who signed in through. */
export const requireSession: MiddlewareHandler<Guarded> = async (c, next) => {
  const who = await sessionIdentity(c.var.deps, c.req.raw.headers)
  if (!who) throw new Failure('not-signed-in')
  c.set('who', who)
  await next()
}
