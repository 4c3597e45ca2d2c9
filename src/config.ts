import { z } from 'zod'
import { Failure } from './errors.ts'
import { readStorageAddress, type StorageAddress } from './storage/address.ts'

/** Everything the environment decides, checked. Made once by a root. */
export interface Config {
  port: number
  host: string
  /** What providers and people see, without a trailing slash. Signatures are checked against it. */
  public_url: string
  /** Absent: the embedded database under `data_dir`. */
  database_url?: string
  data_dir: string
  /** Where the files people send are kept. */
  evidence: StorageAddress
  /** The largest file that is taken with a message, in bytes. */
  media_most: number
  /** A virus scanner, `tcp://host:port` or `unix:/path`. */
  clamd_url?: string
  /** `id:base64key,…`; absent only in the demo, where a root makes and keeps one. */
  keys?: string
  /** Time-stamping authorities (RFC 3161). */
  tsa_urls: string[]
  twilio?: TwilioConfig
  telegram?: TelegramConfig
  /** No provider credentials are set: the simulator is on, everything is made up. */
  demo: boolean
  log_level: string
}

export interface TwilioConfig {
  account_sid: string
  /** The first signs what we send; all are accepted while rotating. */
  auth_tokens: string[]
  api_url: string
  /** Numbers in E.164, or one Messaging Service sid. */
  from: string[]
}

export interface TelegramConfig {
  token: string
  secret: string
  api_url: string
}

const url = z.url({ protocol: /^https?$/, error: 'an http or https address' })
/** As the driver reads it, which would stop the start without naming it. */
const isDatabase = (text: string) =>
  URL.canParse(text.replace('@/', '@socket/').replace(/ /g, '%20'))
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
)

const Environment = z.object({
  PORT: z.coerce
    .number({ error: 'a port number' })
    .int('a port number')
    .min(0, 'a port number')
    .max(65535, 'a port number')
    .default(8080),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: url.refine((text) => !/[?#]/.test(text), 'an address without ? and #').optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'a postgres:// address')
    .refine(
      isDatabase,
      'a postgres:// address; signs such as # / ? in a password are written %23 %2F %3F',
    )
    .optional(),
  DATA_DIR: z.string().default('./data'),
  EVIDENCE_URL: z
    .string()
    .refine(readStorageAddress, 'file:FOLDER or s3://BUCKET/PREFIX?endpoint=…&region=…')
    .optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  MEDIA_MAX_MB: z.coerce
    .number({ error: 'a number of megabytes' })
    .min(1, 'at least 1')
    .default(100),
  CLAMD_URL: z
    .string()
    .regex(/^(tcp:\/\/[^/:]+:\d{1,5}|unix:\/.+)$/, 'tcp://HOST:PORT or unix:/PATH')
    .optional(),
  TIPTHREAD_KEYS: z
    .string()
    .regex(/^([\w-]{1,32}:[A-Za-z0-9+/]{43}=)(,[\w-]{1,32}:[A-Za-z0-9+/]{43}=)*$/, keysHint())
    .refine(haveOwnIds, 'pairs of which each has an id of its own')
    .optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-zA-Z]{32}$/, 'an account sid, AC and 32 characters')
    .optional(),
  TWILIO_AUTH_TOKEN: list.optional(),
  TWILIO_API_URL: url.default('https://api.twilio.com'),
  TWILIO_FROM: list.optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{20,}$/, 'a bot token as BotFather gives it')
    .optional(),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{16,256}$/, '16 to 256 letters, digits, _ or -')
    .optional(),
  TELEGRAM_API_URL: url.default('https://api.telegram.org'),
  TSA_URLS: list.pipe(z.array(url)).default([]),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})
type Environment = z.infer<typeof Environment>

function keysHint(): string {
  return 'id:key pairs, each key 32 bytes in base64 (openssl rand -base64 32)'
}

/** A key is known by its id alone: of two with the same one, only the first would open anything. */
function haveOwnIds(pairs: string): boolean {
  const ids = pairs.split(',').map((pair) => pair.split(':')[0])
  return new Set(ids).size === ids.length
}

/**
 * Reads the environment. Throws `bad-config` with one line that names the value and what it should
 * be; the value itself is never in the message, it may be a secret.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  refuseEmptySecret(env)
  const parsed = Environment.safeParse(set)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Failure('bad-config', `${String(issue?.path[0])} must be ${expected(issue?.message)}`)
  }
  requireForBucket(parsed.data)
  requireWhole(parsed.data)
  const demo = !parsed.data.TWILIO_ACCOUNT_SID && !parsed.data.TELEGRAM_BOT_TOKEN
  if (!demo) requireForProduction(parsed.data)
  return assemble(parsed.data, demo)
}

function expected(message: string | undefined): string {
  return message?.replace(/^Invalid option: expected /, '') ?? 'valid'
}

/** An empty secret would let anybody in, so it is told apart from one that is not set. */
function refuseEmptySecret(env: Record<string, string | undefined>): void {
  for (const name of ['TELEGRAM_WEBHOOK_SECRET', 'TWILIO_AUTH_TOKEN', 'TIPTHREAD_KEYS']) {
    if (env[name] === '') throw new Failure('bad-config', `${name} must not be empty`)
  }
}

function needer(env: Environment) {
  return (name: keyof Environment, why: string) => {
    const value = env[name]
    if (value === undefined || (Array.isArray(value) && value.length === 0)) {
      throw new Failure('bad-config', `${name} must be set: ${why}`)
    }
  }
}

function requireForBucket(env: Environment): void {
  if (!env.EVIDENCE_URL?.startsWith('s3:')) return
  needer(env)('AWS_ACCESS_KEY_ID', 'it opens the bucket of EVIDENCE_URL')
  needer(env)('AWS_SECRET_ACCESS_KEY', 'it opens the bucket of EVIDENCE_URL')
}

/** With a part of a provider's settings, what is meant to be real would be a demo, or lack a channel. */
function requireWhole(env: Environment): void {
  const need = needer(env)
  if (env.TWILIO_AUTH_TOKEN || env.TWILIO_FROM) {
    need('TWILIO_ACCOUNT_SID', 'other settings of Twilio are')
  }
  if (env.TELEGRAM_WEBHOOK_SECRET) need('TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET is')
}

function requireForProduction(env: Environment): void {
  const need = needer(env)
  need('TIPTHREAD_KEYS', keysHint())
  need('PUBLIC_URL', 'the address that providers call')
  if (env.TWILIO_ACCOUNT_SID) {
    need('TWILIO_AUTH_TOKEN', 'it signs what Twilio sends')
    need('TWILIO_FROM', 'the numbers or Messaging Service to send from')
  }
  if (env.TELEGRAM_BOT_TOKEN) need('TELEGRAM_WEBHOOK_SECRET', 'without it anybody could post')
}

function assemble(env: Environment, demo: boolean): Config {
  return {
    port: env.PORT,
    host: env.HOST,
    public_url: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ''),
    ...(env.DATABASE_URL && { database_url: env.DATABASE_URL }),
    data_dir: env.DATA_DIR,
    evidence: storageOf(env),
    media_most: env.MEDIA_MAX_MB * 1_000_000,
    ...(env.CLAMD_URL && { clamd_url: env.CLAMD_URL }),
    ...(env.TIPTHREAD_KEYS && { keys: env.TIPTHREAD_KEYS }),
    ...(env.TWILIO_ACCOUNT_SID && {
      twilio: {
        account_sid: env.TWILIO_ACCOUNT_SID,
        auth_tokens: env.TWILIO_AUTH_TOKEN ?? [],
        api_url: env.TWILIO_API_URL.replace(/\/+$/, ''),
        from: env.TWILIO_FROM ?? [],
      },
    }),
    ...(env.TELEGRAM_BOT_TOKEN && {
      telegram: {
        token: env.TELEGRAM_BOT_TOKEN,
        secret: env.TELEGRAM_WEBHOOK_SECRET ?? '',
        api_url: env.TELEGRAM_API_URL.replace(/\/+$/, ''),
      },
    }),
    tsa_urls: env.TSA_URLS,
    demo,
    log_level: env.LOG_LEVEL,
  }
}

/** Without an address of its own the evidence lies beside the other data. */
function storageOf(env: Environment): StorageAddress {
  const address = readStorageAddress(env.EVIDENCE_URL ?? `file:${env.DATA_DIR}/evidence`)
  const [id, secret] = [env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY]
  if (address?.kind === 's3') return { ...address, ...(id && secret && { access: { id, secret } }) }
  return address ?? { kind: 'disk', folder: `${env.DATA_DIR}/evidence` }
}
