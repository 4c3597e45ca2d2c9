import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto'

/**
 * AES-256-GCM (NIST SP 800-38D). A sealed item is a version byte, a 12-byte nonce, the ciphertext and
 * a 16-byte tag. `purpose` is authenticated: an item moved to another column or row does not open.
 *
 * Random nonces stay far below GCM's limit of 2^32 items a key, as every thread has its own.
 */
const version = 1
const nonceLength = 12
const tagLength = 16

/** Random bytes for nonces, drawn many at a time: one draw costs as much as sealing a short text. */
const pool = { bytes: new Uint8Array(nonceLength * 256), used: nonceLength * 256 }

function putNonce(into: Uint8Array): void {
  if (pool.used === pool.bytes.length) {
    randomFillSync(pool.bytes)
    pool.used = 0
  }
  into.set(pool.bytes.subarray(pool.used, pool.used + nonceLength))
  pool.used += nonceLength
}

/**
 * Seals text or bytes. Key objects are six times faster than raw keys on short texts, and `Buffer.from`, which
 * cuts from a shared block of memory, makes it almost twice as fast as `TextEncoder`, which asks for a new one.
 */
export function seal(key: KeyObject, purpose: string, plain: string | Uint8Array): Uint8Array {
  const bytes = typeof plain === 'string' ? Buffer.from(plain) : plain
  const sealed = Buffer.allocUnsafe(1 + nonceLength + bytes.length + tagLength)
  sealed[0] = version
  putNonce(sealed.subarray(1))
  const cipher = createCipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceLength))
  cipher.setAAD(Buffer.from(purpose))
  sealed.set(cipher.update(bytes), 1 + nonceLength)
  cipher.final()
  sealed.set(cipher.getAuthTag(), sealed.length - tagLength)
  return sealed
}

/** Opens what `seal` made. Throws if a single bit, the key or the purpose differs. */
export function open(key: KeyObject, purpose: string, sealed: Uint8Array): Uint8Array {
  if (sealed[0] !== version) throw new Error('unknown sealed form')
  const nonce = sealed.subarray(1, 1 + nonceLength)
  const end = sealed.length - tagLength
  const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
  cipher.setAAD(Buffer.from(purpose))
  cipher.setAuthTag(sealed.subarray(end))
  const plain = cipher.update(sealed.subarray(1 + nonceLength, end))
  cipher.final()
  return plain
}

/** Seals a value as JSON. Lone surrogates survive, as JSON escapes them. */
export function sealJson(key: KeyObject, purpose: string, value: unknown): Uint8Array {
  return seal(key, purpose, JSON.stringify(value))
}

/** Opens a value sealed by `sealJson`. The caller parses what it is. */
export function openJson(key: KeyObject, purpose: string, sealed: Uint8Array): unknown {
  return JSON.parse(Buffer.from(open(key, purpose, sealed)).toString('utf8'))
}
