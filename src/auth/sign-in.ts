import { createHmac } from 'node:crypto'
import { kyselyAdapter } from '@better-auth/kysely-adapter'
import { betterAuth } from 'better-auth/minimal'
import { isAPIError } from 'better-auth/api'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { type Recorded, recordEvents } from '../ledger/record.ts'
import { deriveSecret } from '../seal/keys.ts'
import { clearAttempts, countAttempt } from './rate-limit.ts'

/** What signing people in needs of the deps; the command line has no more than this. */
export type AuthDeps = Pick<Deps, 'config' | 'db' | 'keys' | 'now'>

/** Shortest and longest password. NIST SP 800-63B-4 asks for 15 where it is the only factor. */
export const passwordLength = { least: 15, most: 128 }
const sessionSeconds = 12 * 60 * 60
const perEmail = { most: 10, seconds: 600 }
const perClient = { most: 50, seconds: 600 }

/** Built once for each deps: once on Node, once a request on Workers. */
const built = new WeakMap<AuthDeps['db'], ReturnType<typeof build>>()

/** Better Auth on our own tables. Nothing of it is reachable but through the functions here. */
export function authOf(deps: AuthDeps): ReturnType<typeof build> {
  const known = built.get(deps.db)
  if (known) return known
  const auth = build(deps)
  built.set(deps.db, auth)
  return auth
}

function build({ config, db, keys }: AuthDeps) {
  return betterAuth({
    baseURL: config.public_url,
    basePath: '/console/auth',
    secret: deriveSecret(keys, 'auth'),
    database: kyselyAdapter(db, { type: 'postgres', transaction: true }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.least,
      maxPasswordLength: passwordLength.most,
      revokeSessionsOnPasswordReset: true,
    },
    // Attempts are counted in `rate-limit.ts`, by account as well as by client.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // Its messages hold e-mail addresses.
    logger: { disabled: true },
    advanced: {
      cookiePrefix: 'tipthread',
      useSecureCookies: !isLoopback(config.public_url),
      defaultCookieAttributes: { path: '/console', sameSite: 'lax', httpOnly: true },
      ipAddress: { disableIpTracking: true },
    },
    ...tables,
  })
}

const stamps = { createdAt: 'created_at', updatedAt: 'updated_at' }

const tables = {
  user: {
    modelName: 'investigator',
    fields: { emailVerified: 'email_verified', ...stamps },
    additionalFields: { role: { type: 'string', input: false, required: true } },
  },
  account: {
    modelName: 'investigator_account',
    fields: {
      accountId: 'account_id',
      providerId: 'provider_id',
      userId: 'user_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      ...stamps,
    },
  },
  session: {
    modelName: 'investigator_session',
    fields: {
      userId: 'user_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      ...stamps,
    },
    expiresIn: sessionSeconds,
    updateAge: 600,
  },
  verification: {
    modelName: 'investigator_verification',
    fields: { expiresAt: 'expires_at', ...stamps },
    storeIdentifier: 'hashed',
  },
} as const

function isLoopback(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)
}

/** What somebody typed to sign in, and from where. */
export interface Credentials {
  email: string
  password: string
  /** The client's network address, if known. Only a keyed hash of it is kept. */
  client: string | undefined
}

/**
 * Signs somebody in and returns the cookies to set. Throws `not-signed-in` for a wrong pair, never
 * saying which half, and `too-many-requests` after too many attempts on one account or from one
 * client.
 */
export async function signIn(deps: AuthDeps, credentials: Credentials): Promise<string[]> {
  const email = credentials.email.trim().toLowerCase()
  const account = `email:${email}`
  if (credentials.client) await countAttempt(deps, `client:${credentials.client}`, perClient)
  await countAttempt(deps, account, perEmail)
  try {
    const { headers, response } = await expectSignedIn(
      authOf(deps).api.signInEmail({
        body: { email, password: credentials.password },
        returnHeaders: true,
      }),
    )
    await clearAttempts(deps, account)
    await record(deps, `staff:${response.user.id}`, 'session.opened')
    return headers.getSetCookie()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    await record(deps, 'system', 'session.refused', { account: accountHash(deps, email) })
    throw error
  }
}

async function record(
  { db, now }: AuthDeps,
  actor: Recorded['actor'],
  action: 'session.opened' | 'session.refused' | 'session.closed',
  details: Recorded['details'] = {},
): Promise<void> {
  await recordEvents(db, [{ actor, action, at: now(), details }])
}

/** Tells attempts on one account from those on another, and nobody whose it is. */
function accountHash({ keys }: AuthDeps, email: string): string {
  return createHmac('sha256', deriveSecret(keys, 'account'))
    .update(email)
    .digest('hex')
    .slice(0, 16)
}

/** Ends the session that these request headers carry and returns the cookies to set. */
export async function signOut(deps: AuthDeps, request: Headers): Promise<string[]> {
  const { api } = authOf(deps)
  const session = await api.getSession({ headers: request })
  const { headers } = await api.signOut({ headers: request, returnHeaders: true })
  if (session) await record(deps, `staff:${session.user.id}`, 'session.closed')
  return headers.getSetCookie()
}

async function expectSignedIn<T>(attempt: Promise<T>): Promise<T> {
  try {
    return await attempt
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) throw new Failure('not-signed-in')
    throw error
  }
}
