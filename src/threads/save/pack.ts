import type { Rows } from '../rows.ts'

/** Rows whose bytes have been put elsewhere: in their place stands a number that `pack` made. */
export type PackedRows = { [Set in keyof Rows]: Packed<Rows[Set][number]>[] }

type Packed<Row> = {
  [Column in keyof Row]: Uint8Array extends Row[Column]
    ? number | Exclude<Row[Column], Uint8Array>
    : Row[Column]
}

/**
 * Puts all bytes of a batch into one parameter. As text within the rows they would be written in base64,
 * escaped, checked, parsed and read again: a twentieth of a turn. `store.ts` cuts them out again.
 */
export function packRows(rows: Rows): { bytes: Uint8Array; rows: PackedRows } {
  const all: Uint8Array[] = []
  let end = 0
  /** Where the bytes begin, times 2^24, and their length: no request brings as much as 2^24. */
  function pack(bytes: Uint8Array): number {
    const place = end * 2 ** 24 + bytes.length
    all.push(bytes)
    end += bytes.length
    return place
  }
  const packed: PackedRows = {
    ...rows,
    threads: rows.threads.map(({ key, state, ...row }) => ({
      ...row,
      state: pack(state),
      ...(key && { key: pack(key) }),
    })),
    contacts: rows.contacts.map((row) => ({
      ...row,
      address_index: pack(row.address_index),
      address: pack(row.address),
    })),
    messages: rows.messages.map((row) => ({ ...row, body: pack(row.body) })),
    answers: rows.answers.map((row) => ({ ...row, words: pack(row.words) })),
    evidence: rows.evidence.map((row) => ({ ...row, source: pack(row.source) })),
    links: rows.links.map((row) => ({ ...row, token_hash: pack(row.token_hash) })),
  }
  return { bytes: Buffer.concat(all, end), rows: packed }
}
