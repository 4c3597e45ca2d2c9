import type { Dossier } from './dossier.ts'

/** Something that is in the tip and not in the package, and why. */
export interface Withheld {
  what:
    | 'payload'
    | 'words'
    | 'answer'
    | 'place'
    | 'address'
    | 'file'
    | 'metadata'
    | 'copy'
    | 'link'
    | 'report'
  why:
    | 'identity'
    | 'link'
    | 'masked'
    | 'until_safe'
    | 'quarantined'
    | 'failed'
    | 'fetching'
    | 'damaged'
    | 'not_set'
  /** The message, file, answer or copy. */
  id?: string
  kinds?: string[]
  /** By which the ledger names it. */
  sha256?: string
}

/** What the statement leaves out of messages, as every view does; links that still work; and the address. */
export function maskedWords({ messages, linked }: Dossier): Withheld[] {
  const words = messages.flatMap(({ id, hidden, edits, until_safe }): Withheld[] => {
    const kinds = [...hidden, ...edits.flatMap((edit) => edit.hidden)].map(({ kind }) => kind)
    const masked = kinds.filter((kind) => kind !== 'place')
    return [
      ...(masked.length > 0 ? [{ what: 'words', why: 'masked', id, kinds: masked } as const] : []),
      ...(until_safe || kinds.includes('place')
        ? [{ what: 'place', why: 'until_safe', id } as const]
        : []),
    ]
  })
  const links = linked.map((id): Withheld => ({ what: 'link', why: 'link', id }))
  return [{ what: 'address', why: 'identity' }, ...words, ...links]
}
