/** One file of a package: its path and its bytes. Whoever takes a stream reads it to its end before the next file. */
export interface Entry {
  path: string
  body: string | Uint8Array | ReadableStream<Uint8Array>
}

/** A JSON file as people may read it. */
export function jsonEntry(path: string, value: unknown): Entry {
  return { path, body: `${JSON.stringify(value, null, 2)}\n` }
}

/** A file of one JSON line each, made as it is read. */
export function linesEntry(path: string, lines: AsyncIterable<string>): Entry {
  const reader = lines[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(out) {
      const { value, done } = await reader.next()
      if (done) out.close()
      else out.enqueue(encoder.encode(`${value}\n`))
    },
    async cancel() {
      await reader.return?.()
    },
  })
  return { path, body }
}
