import { blindIndexes, type KeyRing } from '../../seal/keys.ts'

/** A word's keyed hashes as Postgres takes them, one per key of the ring. The first is what is written. */
export function wordHashes(keys: KeyRing, word: string): string[] {
  return blindIndexes(keys, `word:${word}`).map((index) =>
    Buffer.from(index.buffer, index.byteOffset, 8).readBigInt64BE().toString(),
  )
}
