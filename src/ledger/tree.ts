import { hash } from 'node:crypto'

/** RFC 6962, section 2.1: the hashes of the tree, and which of its subtrees make up a proof. */

/** Leaves from `start` up to, but without, `end`. */
export interface Span {
  start: number
  end: number
}

/** A full subtree: 2^level leaves, the `position`th such from the left. Level 0 is a leaf. */
export interface Node {
  level: number
  position: number
}

const leafMark = Buffer.of(0)
const nodeMark = Buffer.of(1)

/** The root over nothing. */
export function emptyRoot(): Uint8Array {
  return sha256()
}

/** The hash of a leaf's data. */
export function hashLeaf(data: Uint8Array): Uint8Array {
  return sha256(leafMark, data)
}

/** The hash above two subtrees. */
export function hashChildren(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(nodeMark, left, right)
}

function sha256(...parts: Uint8Array[]): Uint8Array {
  return hash('sha256', Buffer.concat(parts), 'buffer')
}

/** The full subtrees that make up a span which begins where a tree or a right half does, left to right. */
export function nodesOf({ start, end }: Span): Node[] {
  const nodes: Node[] = []
  for (let at = start; at < end;) {
    const level = levelOf(end - at)
    nodes.push({ level, position: at / 2 ** level })
    at += 2 ** level
  }
  return nodes
}

/** Folds the hashes of `nodesOf` into the hash of the span. */
export function joinHashes(hashes: Uint8Array[]): Uint8Array {
  if (hashes.length === 0) return emptyRoot()
  return hashes.reduceRight((right, left) => hashChildren(left, right))
}

/** What an inclusion proof consists of (2.1.1), from the leaf's sibling to the root's child. */
export function inclusionSpans(seq: number, { start, end }: Span): Span[] {
  if (end - start <= 1) return []
  const middle = start + halfOf(end - start)
  return seq < middle
    ? [...inclusionSpans(seq, { start, end: middle }), { start: middle, end }]
    : [...inclusionSpans(seq, { start: middle, end }), { start, end: middle }]
}

/** What a proof consists of that a tree of `from` leaves is the beginning of this one (2.1.2). */
export function consistencySpans(from: number, { start, end }: Span, whole = true): Span[] {
  if (from === end) return whole ? [] : [{ start, end }]
  const middle = start + halfOf(end - start)
  return from <= middle
    ? [...consistencySpans(from, { start, end: middle }, whole), { start: middle, end }]
    : [...consistencySpans(from, { start: middle, end }, false), { start, end: middle }]
}

/** The largest power of two below a size: where RFC 6962 cuts. */
function halfOf(size: number): number {
  return 2 ** levelOf(size - 1)
}

/** Of the largest full tree with at most so many leaves. The logarithm of a large number may be rounded up. */
function levelOf(count: number): number {
  const level = Math.floor(Math.log2(count))
  return 2 ** level > count ? level - 1 : level
}
