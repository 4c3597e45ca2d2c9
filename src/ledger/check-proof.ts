import { hashChildren } from './tree.ts'

/** A leaf, the tree it is said to be in, and the proof. */
export interface Inclusion {
  seq: number
  leaf_hash: Uint8Array
  size: number
  root: Uint8Array
  proof: Uint8Array[]
}

/** Whether a leaf stands in the tree at its place (RFC 9162, 2.1.3.2). */
export function checkInclusion({ seq, leaf_hash, size, root, proof }: Inclusion): boolean {
  if (!isCount(seq) || !isCount(size) || seq >= size || !areHashes(leaf_hash, root)) return false
  let [at, last, hash] = [seq, size - 1, leaf_hash]
  for (const sibling of proof) {
    if (last === 0) return false
    const isRight = at % 2 === 1 || at === last
    hash = isRight ? hashChildren(sibling, hash) : hashChildren(hash, sibling)
    if (isRight) [at, last] = climbWhileLeft(at, last)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && isSame(hash, root)
}

/** Two trees, and the proof that the second only added to the first. */
export interface Consistency {
  from: { size: number; root: Uint8Array }
  to: { size: number; root: Uint8Array }
  proof: Uint8Array[]
}

/** Whether the first tree, which is not empty, is the beginning of the second (RFC 9162, 2.1.4.2). */
export function checkConsistency({ from, to, proof }: Consistency): boolean {
  if (!isCount(from.size) || !isCount(to.size) || !areHashes(from.root, to.root)) return false
  if (from.size === 0 || from.size > to.size) return false
  if (from.size === to.size) return proof.length === 0 && isSame(from.root, to.root)
  const [first, ...rest] = isPowerOfTwo(from.size) ? [from.root, ...proof] : proof
  if (!first) return false
  let [at, last] = climbWhileOdd(from.size - 1, to.size - 1)
  let [older, newer] = [first, first]
  for (const sibling of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      ;[older, newer] = [hashChildren(sibling, older), hashChildren(sibling, newer)]
      ;[at, last] = climbWhileLeft(at, last)
    } else newer = hashChildren(newer, sibling)
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 && isSame(older, from.root) && isSame(newer, to.root)
}

/** Past the levels where a node on the right edge has no sibling. */
function climbWhileLeft(at: number, last: number): [number, number] {
  while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
  return [at, last]
}

function climbWhileOdd(at: number, last: number): [number, number] {
  while (at % 2 === 1) [at, last] = [half(at), half(last)]
  return [at, last]
}

/** Sizes may pass 2^32, so no bits are shifted. */
function half(value: number): number {
  return Math.floor(value / 2)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function areHashes(...hashes: Uint8Array[]): boolean {
  return hashes.every(({ length }) => length === 32)
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value))
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
