import { hash } from 'node:crypto'
import { readBot, webhookOf } from '../channels/telegram-setup.ts'
import { checkAccount, readSenders, wrongSettings } from '../channels/twilio-setup.ts'
import { ping } from '../db/store.ts'
import type { Deps } from '../deps.ts'
import { dialer } from '../dial.ts'
import { takesFile } from '../evidence/clamd.ts'
import { countOutliving } from '../evidence/provider/store.ts'
import { warningsOf } from '../lines/warnings.ts'
import { countSealedBy } from '../threads/rotation/store.ts'
import { hasMemory } from '../workshop/scratch.ts'
import { describeWarning } from './line.ts'

/** What one check found. `mend` says what to do about it. */
export interface Finding {
  check: string
  state: 'ok' | 'wrong' | 'off'
  says: string
  mend?: string
}

type Check = (deps: Deps) => Promise<Finding | Finding[]>
type Said = Omit<Finding, 'check'>

/** Everything that is checked. A new one is a function and a line here. */
const checks: Record<string, Check> = {
  database: async ({ db }) => one('database', (await ping(db), ok('answers, and is up to date'))),
  keys: async (deps) => one('keys', await checkKeys(deps)),
  storage: async (deps) => one('storage', await checkStorage(deps)),
  scanner: async (deps) => one('scanner', await checkScanner(deps)),
  'metadata of files': async () => one('metadata of files', await checkMemory()),
  'time stamps': checkStamps,
  address: async (deps) => one('address', checkAddress(deps)),
  twilio: checkTwilio,
  telegram: async (deps) => one('telegram', await checkTelegram(deps)),
  copies: async (deps) => one('copies', await checkCopies(deps)),
  lines: async (deps) => checkLines(deps),
}

/** What to do when a check cannot even be made. */
const mends: Record<string, string> = {
  storage: 'see EVIDENCE_URL, and whether this process may write there',
  scanner: 'see CLAMD_URL, and whether clamd runs',
  twilio: 'see TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM',
  telegram: 'see TELEGRAM_BOT_TOKEN',
}

/** Makes every check. One that fails keeps no other from being made. */
export async function examine(deps: Deps): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [check, run] of Object.entries(checks)) {
    try {
      findings.push(...[await run(deps)].flat())
    } catch (error) {
      const says = error instanceof Error ? error.message : 'it cannot be checked'
      findings.push({ check, ...wrong(says, mends[check] ?? 'see the log of the server') })
    }
  }
  return findings
}

function one(check: string, said: Said): Finding {
  return { check, ...said }
}

function ok(says: string): Said {
  return { state: 'ok', says }
}

function off(says: string): Said {
  return { state: 'off', says }
}

function wrong(says: string, mend: string): Said {
  return { state: 'wrong', says, mend }
}

/** Every key that wraps something must be there; what an older one wraps waits for a rotation. */
async function checkKeys({ db, keys }: Deps): Promise<Said> {
  const used = await countSealedBy(db)
  const missing = used.filter(({ id }) => !keys.keys.some((key) => key.id === id))
  if (missing.length > 0) {
    const count = missing.reduce((sum, { threads }) => sum + threads, 0)
    const ids = missing.map(({ id }) => id).join(', ')
    return wrong(
      `${count} threads are sealed under ${ids}, which is not there`,
      `put the key ${ids} back into TIPTHREAD_KEYS; without it they cannot be read`,
    )
  }
  const older = used.filter(({ id }) => id !== keys.keys[0]?.id)
  if (older.length === 0) return ok('everything is sealed under the first key')
  return ok('every key is there; run tipthread keys rotate to leave the older ones behind')
}

async function checkStorage({ storage, now }: Deps): Promise<Said> {
  const bytes = new TextEncoder().encode(`doctor ${now()}`)
  const name = hash('sha256', bytes)
  await storage.put(name, bytes.length, new Blob([bytes]).stream())
  const size = await storage.size(name)
  await storage.remove(name)
  if (size === bytes.length) return ok('takes, gives and removes a file')
  return wrong('does not give back what it took', 'see EVIDENCE_URL')
}

/** Whether clamd answers, and takes the largest file that may come. */
export async function checkScanner({ scanner, config, lines }: Deps): Promise<Said> {
  if (!scanner || !config.clamd_url) {
    return off('no CLAMD_URL: files are kept unscanned, and say so')
  }
  const { scan } = await scanner.scan(new Blob(['doctor']).stream())
  if (scan !== 'clean') return wrong(`finds ${scan} in nothing`, 'see the log of clamd')
  const most = lines.map(({ uploads }) => uploads.most_megabytes * 1e6)
  const largest = Math.max(config.media_most, ...most)
  if (await takesFile(dialer(config.clamd_url), largest)) return ok('answers')
  const size = Math.ceil(largest / 1e6)
  return wrong(
    `takes no file of ${size} MB, which people may send: it would not be kept`,
    `set StreamMaxLength to ${size}M in clamd.conf, or lower MEDIA_MAX_MB and most_megabytes of the lines`,
  )
}

async function checkMemory(): Promise<Said> {
  if (await hasMemory()) return ok('read in /dev/shm, which is memory')
  return off('no /dev/shm: they are not read here, so that no file lies readable on a disk')
}

async function checkStamps({ config, stamper }: Deps): Promise<Finding[]> {
  const check = 'time stamps'
  if (config.tsa_urls.length === 0 || !stamper) {
    return [{ check, ...off('no TSA_URLS: checkpoints are signed, but not stamped by others') }]
  }
  const findings: Finding[] = []
  for (const authority of config.tsa_urls) {
    const stamped = await stamper.stamp(authority, 'doctor').then(
      () => true,
      () => false,
    )
    const { host } = new URL(authority)
    const said = stamped ? ok(`${host} stamps`) : wrong(`${host} gives no stamp`, 'see TSA_URLS')
    findings.push({ check, ...said })
  }
  return findings
}

function checkAddress({ config }: Deps): Said {
  if (config.demo) return off('a demo: no provider calls it')
  if (config.public_url.startsWith('https://')) return ok(config.public_url)
  return wrong(
    `${config.public_url} is not https`,
    'put a proxy with https in front: see PUBLIC_URL',
  )
}

async function checkTwilio({ config }: Deps): Promise<Finding[]> {
  const check = 'twilio'
  const { twilio, public_url, demo } = config
  if (!twilio || demo) return [{ check, ...off('not set up') }]
  const status = await checkAccount(twilio)
  if (status !== 'active') {
    return [{ check, ...wrong(`the account is ${status}`, "see Twilio's console") }]
  }
  const senders = await readSenders(twilio, public_url)
  return senders.map((sender) => {
    const names = wrongSettings(sender)
    if (names.length === 0) return { check, ...ok(`${sender.from} calls this server`) }
    const says = `${sender.from} does not call this server as it should: ${names.join(', ')}`
    return { check, ...wrong(says, 'run tipthread connect twilio') }
  })
}

async function checkTelegram({ config }: Deps): Promise<Said> {
  const { telegram, public_url, demo } = config
  if (!telegram || demo) return off('not set up')
  const { username, url, waiting, trouble } = await readBot(telegram)
  if (url !== webhookOf(public_url)) {
    return wrong(`@${username} does not call this server`, 'run tipthread connect telegram')
  }
  if (waiting > 0 && trouble) {
    return wrong(
      `${waiting} updates wait: ${trouble}`,
      'see whether PUBLIC_URL is reached from outside',
    )
  }
  return ok(`@${username} calls this server`)
}

/** Twilio is done with a message after 14 days at most. */
const patience = 15 * 24 * 3_600_000

async function checkCopies({ db, now }: Deps): Promise<Said> {
  const count = await countOutliving(db, new Date(now() - patience))
  if (count === 0) return ok('nothing that was erased here is left at a provider')
  return wrong(
    `${count} messages that were erased here are still at Twilio`,
    'see whether TWILIO_AUTH_TOKEN may delete them; they are tried again every few hours',
  )
}

function checkLines({ lines, now }: Deps): Finding[] {
  return lines.map((line) => {
    const warnings = warningsOf(line, now()).filter(({ about }) => about !== 'language')
    const check = `line ${line.id}`
    if (warnings.length === 0) return { check, ...ok(line.name) }
    const says = warnings.map(describeWarning).join('; ')
    return { check, ...wrong(says, 'look into it, then tipthread line set') }
  })
}
