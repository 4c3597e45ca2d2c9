import { hashChildren, joinHashes, type Node } from './tree.ts'

/** A full subtree with its hash. */
export interface HashedNode extends Node {
  hash: Uint8Array
}

/** What new leaves add to a tree. */
export interface Growth {
  /** The full subtrees above the leaves that are now complete. */
  nodes: HashedNode[]
  /** The right edge of the larger tree. */
  edge: Uint8Array[]
  root: Uint8Array
}

/** Adds leaves to a tree of `size`, of which only the right edge (`nodesOf` the whole) is known. */
export function growTree(size: number, edge: Uint8Array[], leaves: Uint8Array[]): Growth {
  const open = [...edge]
  const nodes: HashedNode[] = []
  for (const [index, leaf] of leaves.entries()) {
    let node: HashedNode = { level: 0, position: size + index, hash: leaf }
    while (node.position % 2 === 1) {
      const left = open.pop()
      if (!left) throw new Error('the edge is not that of the size')
      const hash = hashChildren(left, node.hash)
      node = { level: node.level + 1, position: (node.position - 1) / 2, hash }
      nodes.push(node)
    }
    open.push(node.hash)
  }
  return { nodes, edge: open, root: joinHashes(open) }
}
