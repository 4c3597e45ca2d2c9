import {
  createHmac,
  createPrivateKey,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { Failure } from '../errors.ts'
import { open, seal } from './seal.ts'

/** The operator's keys. The first wraps new data keys; all of them open old ones. */
export interface KeyRing {
  keys: RingKey[]
  opened: Map<string, KeyObject>
}

interface RingKey {
  id: string
  wrap: KeyObject
  index: KeyObject
  secrets: KeyObject
}

/** A thread's key and its wrapped form for the row. */
export interface DataKey {
  key: KeyObject
  wrapped: Uint8Array
}

const openedMost = 10_000

/** Reads `id:base64key,…` (checked by `config.ts`). */
export function parseKeyRing(text: string): KeyRing {
  const keys = text.split(',').map((pair) => {
    const [id = '', base64 = ''] = pair.split(':')
    const root = Buffer.from(base64, 'base64')
    if (!id || root.length !== 32) throw new Failure('bad-config', 'TIPTHREAD_KEYS is not valid')
    const derive = (use: string) =>
      createSecretKey(new Uint8Array(hkdfSync('sha256', root, id, use, 32)))
    return { id, wrap: derive('wrap'), index: derive('index'), secrets: derive('secrets') }
  })
  return { keys, opened: new Map() }
}

/** One new key, in the form `parseKeyRing` reads. */
export function newRingKey(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`
}

/** Makes a data key for a new thread. */
export function newDataKey(ring: KeyRing): DataKey {
  const bytes = randomBytes(32)
  return { key: createSecretKey(bytes), wrapped: wrap(ring, bytes) }
}

/** The same data key, wrapped by the first key of the ring. */
export function rewrapDataKey(ring: KeyRing, wrapped: Uint8Array): Uint8Array {
  return wrap(ring, openDataKey(ring, wrapped).export())
}

/** In front stands the id of the key that wraps, with its length. */
function wrap(ring: KeyRing, bytes: Uint8Array): Uint8Array {
  const first = firstKey(ring)
  const id = Buffer.from(first.id)
  return Buffer.concat([Buffer.of(id.length), id, seal(first.wrap, 'data-key', bytes)])
}

/** Opens a wrapped data key. Keeps a bounded number of opened ones; unwrapping is on the hot path. */
export function openDataKey(ring: KeyRing, wrapped: Uint8Array): KeyObject {
  const bytes = Buffer.from(wrapped.buffer, wrapped.byteOffset, wrapped.byteLength)
  const name = bytes.toString('latin1')
  const known = ring.opened.get(name)
  if (known) return known
  const id = ringKeyOf(bytes)
  const ringKey = ring.keys.find((key) => key.id === id)
  if (!ringKey) throw new Failure('bad-config', `TIPTHREAD_KEYS lacks the key ${id}`)
  const key = createSecretKey(open(ringKey.wrap, 'data-key', bytes.subarray(1 + (bytes[0] ?? 0))))
  if (ring.opened.size >= openedMost) ring.opened.clear()
  ring.opened.set(name, key)
  return key
}

/** The id of the ring's key that a data key is wrapped with. */
export function ringKeyOf(wrapped: Uint8Array): string {
  return Buffer.from(wrapped.subarray(1, 1 + (wrapped[0] ?? 0))).toString()
}

/**
 * Keyed hashes that stand for an address in look-ups, one per key of the ring. Rows are written with
 * the first; look-ups try all, so that a rotation loses nobody.
 */
export function blindIndexes(ring: KeyRing, address: string): Uint8Array[] {
  return ring.keys.map((key) => createHmac('sha256', key.index).update(address).digest())
}

/** A secret for another use (sessions, links), derived from the first key. Base64. */
export function deriveSecret(ring: KeyRing, use: string): string {
  return createHmac('sha256', firstKey(ring).secrets).update(use).digest('base64')
}

/** What precedes the 32 bytes of an Ed25519 private key in DER (RFC 8410). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The ledger's Ed25519 keys, one per key of the ring. The first signs. */
export function signingKeys(ring: KeyRing): KeyObject[] {
  return ring.keys.map(({ secrets }) => {
    const seed = createHmac('sha256', secrets).update('ledger').digest()
    return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' })
  })
}

function firstKey(ring: KeyRing): RingKey {
  const first = ring.keys[0]
  if (!first) throw new Failure('bad-config', 'TIPTHREAD_KEYS is empty')
  return first
}
