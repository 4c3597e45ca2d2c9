import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkConsistency, checkInclusion } from '../../src/ledger/check-proof.ts'
import { growTree } from '../../src/ledger/grow.ts'
import {
  consistencySpans,
  emptyRoot,
  hashChildren,
  hashLeaf,
  inclusionSpans,
  joinHashes,
  nodesOf,
  type Span,
} from '../../src/ledger/tree.ts'

// What Certificate Transparency publishes for its test tree of eight leaves.
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const publishedRoots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const publishedNodes: [number, number, string][] = [
  [1, 0, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  [1, 1, '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e'],
  [2, 0, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
  [1, 2, '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a'],
  [1, 3, 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0'],
  [2, 1, '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4'],
  [3, 0, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
]
/** By leaf and size, from the same source. */
const publishedInclusions: [number, number, string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
]
const publishedConsistencies: [number, number, string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    2,
    5,
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
]

const leaves = inputs.map((input) => hashLeaf(Buffer.from(input, 'hex')))
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** The definition of RFC 6962 (2.1), word by word. */
function rootOf(hashes: Uint8Array[]): Uint8Array {
  const [first] = hashes
  if (!first) return createHash('sha256').digest()
  if (hashes.length === 1) return first
  let half = 1
  while (half * 2 < hashes.length) half *= 2
  return hashChildren(rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)))
}

const hashesOf = (tree: Uint8Array[], spans: Span[]) =>
  spans.map(({ start, end }) => rootOf(tree.slice(start, end)))
const inclusion = (tree: Uint8Array[], seq: number) =>
  hashesOf(tree, inclusionSpans(seq, { start: 0, end: tree.length }))
const consistency = (tree: Uint8Array[], from: number) =>
  hashesOf(tree, consistencySpans(from, { start: 0, end: tree.length }))

describe('the published test tree', () => {
  test('has these roots at every size', () => {
    const roots = publishedRoots.map((_, size) => hex(growTree(0, [], leaves.slice(0, size)).root))
    expect(roots).toEqual(publishedRoots)
    expect(hex(emptyRoot())).toBe(publishedRoots[0])
  })

  test('has these full subtrees, each kept once it is complete', () => {
    const { nodes } = growTree(0, [], leaves)
    expect(nodes.map((node) => [node.level, node.position, hex(node.hash)])).toEqual(publishedNodes)
  })

  test.each(publishedInclusions)('leaf %i of %i has this proof', (seq, size, published) => {
    const proof = inclusion(leaves.slice(0, size), seq)
    expect(proof.map(hex)).toEqual(published)
    const root = Buffer.from(publishedRoots[size] ?? '', 'hex')
    const leaf_hash = leaves[seq] ?? new Uint8Array()
    expect(checkInclusion({ seq, leaf_hash, size, root, proof })).toBe(true)
  })

  test.each(publishedConsistencies)('%i of %i leaves have this proof', (from, to, published) => {
    const proof = consistency(leaves.slice(0, to), from)
    expect(proof.map(hex)).toEqual(published)
    const at = (size: number) => ({ size, root: Buffer.from(publishedRoots[size] ?? '', 'hex') })
    expect(checkConsistency({ from: at(from), to: at(to), proof })).toBe(true)
  })
})

const sizes = fc.integer({ min: 1, max: 200 })
const treeOf = (size: number) =>
  Array.from({ length: size }, (_, n) => hashLeaf(Buffer.from(String(n))))

describe('any tree', () => {
  test('grows in any steps to the same root and the same subtrees', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 199 }), (size, cut) => {
        const all = treeOf(size)
        const before = Math.min(cut, size)
        const whole = growTree(0, [], all)
        const first = growTree(0, [], all.slice(0, before))
        const edge = hashesOf(all, nodesOf({ start: 0, end: before }).map(spanOf))
        const second = growTree(before, edge, all.slice(before))
        expect(hex(second.root)).toBe(hex(rootOf(all)))
        expect(hex(joinHashes(edge))).toBe(hex(first.root))
        expect([...first.nodes, ...second.nodes]).toEqual(whole.nodes)
      }),
    )
  })

  test('proves every leaf, and no other leaf, place, size or root', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, n) => {
        const tree = treeOf(size)
        const seq = n % size
        const leaf_hash = tree[seq] ?? new Uint8Array()
        const good = { seq, leaf_hash, size, root: rootOf(tree), proof: inclusion(tree, seq) }
        expect(checkInclusion(good)).toBe(true)
        const other = hashLeaf(Buffer.from('other'))
        const bad = [
          { ...good, leaf_hash: other },
          { ...good, root: other },
          { ...good, seq: seq + 1 },
          { ...good, seq: size },
          { ...good, proof: [...good.proof, other] },
          ...(good.proof.length > 0 ? [{ ...good, proof: good.proof.slice(1) }] : []),
        ]
        expect(bad.map(checkInclusion)).toEqual(bad.map(() => false))
      }),
    )
  })

  test('proves every beginning of itself, and nothing else', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), (size, n) => {
        const tree = treeOf(size)
        const from = 1 + (n % size)
        const proof = consistency(tree, from)
        const at = (count: number) => ({ size: count, root: rootOf(tree.slice(0, count)) })
        const good = { from: at(from), to: at(size), proof }
        expect(checkConsistency(good)).toBe(true)
        const other = hashLeaf(Buffer.from('other'))
        const bad = [
          { ...good, from: { size: from, root: other } },
          { ...good, to: { size, root: other } },
          { ...good, from: { ...good.to, size: size + 1 } },
          { ...good, proof: [...proof, other] },
          ...proof.map((_, index) => ({ ...good, proof: proof.with(index, other) })),
        ]
        expect(bad.map(checkConsistency)).toEqual(bad.map(() => false))
      }),
    )
  })
})

function spanOf({ level, position }: { level: number; position: number }): Span {
  return { start: position * 2 ** level, end: (position + 1) * 2 ** level }
}

test('a tree larger than logarithms are exact for is cut where it must be', () => {
  for (const end of [2 ** 49 - 1, 2 ** 49 + 1, 2 ** 53 - 1]) {
    const nodes = nodesOf({ start: 0, end })
    expect(nodes.reduce((sum, { level }) => sum + 2 ** level, 0)).toBe(end)
    expect(nodes.map(({ level }) => level)).toEqual(
      nodes.map(({ level }) => level).toSorted((a, b) => b - a),
    )
  }
  const [left] = inclusionSpans(2 ** 49, { start: 0, end: 2 ** 49 + 1 })
  expect(left).toEqual({ start: 0, end: 2 ** 49 })
})
