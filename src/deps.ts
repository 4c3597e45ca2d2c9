import type { Kysely } from 'kysely'
import type { Channel, ChannelName } from './channels/channel.ts'
import type { Config } from './config.ts'
import type { Database } from './db/schema.ts'
import type { Scanner } from './evidence/scanner.ts'
import type { Workshop } from './evidence/workshop.ts'
import type { Uploads } from './evidence/upload/uploads.ts'
import type { Exporter } from './export/request.ts'
import type { Stamper } from './ledger/stamp/stamper.ts'
import type { Line } from './lines/line.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { KeyRing } from './seal/keys.ts'
import type { Spool } from './storage/spool.ts'
import type { Storage } from './storage/storage.ts'
import type { Turns } from './threads/turns.ts'

/** Everything the shell may touch. Filled by a root, once on Node, per request on Workers. */
export interface Deps {
  config: Config
  db: Kysely<Database>
  keys: KeyRing
  /** By id. Replaced in place when operators change them. */
  lines: Line[]
  channels: Record<ChannelName, Channel>
  /** Where sealed files lie. */
  storage: Storage
  /** Where files wait while they arrive. */
  spool: Spool
  /** Absent: files are kept unscanned, and say so. */
  scanner?: Scanner
  /** Tools that look into files. Absent on Workers: what needs them waits for Node. */
  workshop?: Workshop
  /** Where files wait that come by a link. Absent: only small ones come, and are kept at once. */
  uploads?: Uploads
  /** Packs tips for prosecutors; only Node has the typesetter and the fonts for it. */
  exporter?: Exporter
  /** Asks time-stamping authorities. Absent on Workers: checkpoints wait for Node. */
  stamper?: Stamper
  /** Runs events through threads; see `threads/turns.ts`. */
  turns: Turns
  /** Adds jobs inside the caller's transaction. */
  enqueue(db: Kysely<Database>, jobs: Job[]): Promise<void>
  /** Keeps the process or request alive for work after the answer. Failures are logged, not thrown. */
  later(work: Promise<unknown>): void
  log: Log
  metrics: Metrics
  /** Unix milliseconds. */
  now(): number
}

/** Payloads carry ids only. */
export type Job =
  | { name: 'send-message'; data: { message_id: string } }
  | { name: 'fetch-media'; data: { evidence_id: string } }
  | { name: 'keep-upload'; data: { evidence_id: string } }
  | { name: 'inspect-evidence'; data: { evidence_id: string } }
  | { name: 'check-file'; data: { evidence_id: string } }
  | { name: 'clear-provider'; data: { evidence_id: string } | { message_id: string } }

/** The Hono environment of every door: `c.var.deps`. */
export interface WithDeps {
  Variables: { deps: Deps }
}
