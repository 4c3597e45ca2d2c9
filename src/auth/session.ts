import { z } from 'zod'
import { type Identity, roles } from './roles.ts'
import { type AuthDeps, authOf } from './sign-in.ts'

const User = z.object({ id: z.string(), name: z.string(), role: z.enum(roles) })

/** Who signed in, by the cookies of a request. Asked of the database each time, so that ended is ended. */
export async function sessionIdentity(
  deps: AuthDeps,
  headers: Headers,
): Promise<Identity | undefined> {
  if (!headers.get('Cookie')) return undefined
  const session = await authOf(deps).api.getSession({ headers })
  return session ? { ...User.parse(session.user), kind: 'investigator' } : undefined
}
