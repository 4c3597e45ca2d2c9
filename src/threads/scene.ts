import { type KeyObject, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Channel } from '../channels/channel.ts'
import type { Reach, Silence } from '../conversation/event.ts'
import type { State } from '../conversation/state.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import type { Line } from '../lines/line.ts'
import { newDataKey, openDataKey } from '../seal/keys.ts'
import { openJson } from '../seal/seal.ts'
import type { Found } from './store.ts'
import type { Arrival } from './turns.ts'

/** What a turn needs of the world to be decided. It writes nothing. */
export type Decider = Pick<Deps, 'config' | 'keys' | 'lines' | 'channels' | 'log'>

/** Where a turn takes place: the line, the channel, and the thread as it stands. */
export interface Scene {
  config: Deps['config']
  keys: Deps['keys']
  line: Line
  channel: Channel
  thread: SceneThread
}

export interface SceneThread {
  id: string
  key: KeyObject
  /** Set for a thread that this turn begins. */
  wrapped?: Uint8Array
  version: number
  /** The state, sealed as it is in its row. */
  sealed?: Uint8Array
  /** Or the state itself: this very process made it, so it needs no checking. */
  state?: State
  language: string
  tip_id: string | null
  reach: Reach
  /** A legal hold stands on the tip that takes words. */
  held: boolean
  /** What it waits for. */
  wait?: Wait
  /** For an edit: the message it changes. */
  edited_id: string | null
  /** The tip of that message, and what its files are called by their provider. */
  edited?: { tip_id: string | null; unique_ids: string[] }
}

/** A silence that is waited for, until a moment in Unix milliseconds. */
export interface Wait {
  after: Silence
  at: number
}

/** What a turn begins from: what was found in the database or is remembered; a new contact has neither. */
export interface Start {
  found?: Found | undefined
  thread?: SceneThread | undefined
}

/** Sets the scene for an arrival: the thread that was found, or a new one with a key of its own. */
export function openScene(
  deps: Decider,
  arrival: Arrival,
  { found, thread: remembered }: Start,
): Scene {
  const outside = arrival.from === 'outside' ? arrival : undefined
  const line = deps.lines.find(({ id }) => id === (outside?.line ?? found?.line_id))
  const name = outside?.inbound.channel ?? found?.channel
  const erased = !outside && !found?.key
  if (!line || !name || erased) throw new Failure('not-found', 'no such line or thread')
  const thread = remembered ?? (found && openThread(deps, found)) ?? newThread(deps, line)
  if (arrival.from === 'inside' && (arrival.version ?? thread.version) !== thread.version) {
    throw new Failure('conflict', 'the thread has moved on')
  }
  return { config: deps.config, keys: deps.keys, line, channel: deps.channels[name], thread }
}

function openThread(deps: Decider, found: Found): SceneThread | undefined {
  if (!found.thread_id || !found.key || !found.state) return undefined
  const key = openDataKey(deps.keys, found.key)
  return {
    id: found.thread_id,
    key,
    version: found.version ?? 0,
    sealed: found.state,
    language: found.language ?? '',
    tip_id: found.tip_id,
    reach: found.reach ?? 'yes',
    held: found.hold ?? false,
    ...(found.due && found.due_at && { wait: { after: found.due, at: +found.due_at } }),
    edited_id: found.edited_id,
    edited: { tip_id: found.edited_tip, unique_ids: uniqueIds(key, found.edited_files ?? []) },
  }
}

const Kept = z.object({ source: z.object({ unique_id: z.string().optional() }) })

function uniqueIds(key: KeyObject, files: NonNullable<Found['edited_files']>): string[] {
  return files.flatMap(({ id, source }) => {
    const { unique_id } = Kept.parse(
      openJson(key, `evidence:${id}`, Buffer.from(source, 'hex')),
    ).source
    return unique_id ?? []
  })
}

function newThread(deps: Decider, line: Line): SceneThread {
  const { key, wrapped } = newDataKey(deps.keys)
  const language = line.default_language
  const empty = { version: 0, tip_id: null, reach: 'yes', held: false, edited_id: null } as const
  return { id: randomUUID(), key, wrapped, language, ...empty }
}
