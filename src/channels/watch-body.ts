/** How long the other side may take, in milliseconds. */
export interface Patience {
  /** For the head of an answer. */
  head: number
  /** Between two pieces of a body. */
  piece: number
  /** For a whole body: a trickle must not hold a job for ever. */
  whole: number
}

/** With a provider. */
export const patience: Patience = { head: 30_000, piece: 30_000, whole: 30 * 60_000 }

interface Watch extends Patience {
  /** As announced. */
  size: number | undefined
  /** Ends the request. */
  over: AbortController
}

type Read = () => Promise<ReadableStreamReadResult<Uint8Array>>

/**
 * The same bytes, that break off when nothing comes for long and when they are too few; `empty` when
 * there are none. It waits for the first.
 */
export async function watched(
  body: ReadableStream<Uint8Array>,
  watch: Watch,
): Promise<ReadableStream<Uint8Array> | 'empty'> {
  const reader = body.getReader()
  const read = timed(() => reader.read(), watch)
  const first = await read().catch(() => undefined)
  if (first?.done) return 'empty'
  let begun = first
  let seen = 0
  return new ReadableStream({
    async pull(out) {
      const { done, value } = begun ?? (await read())
      begun = undefined
      if (value) seen += value.length
      if (!done) return out.enqueue(value)
      if (watch.size !== undefined && seen !== watch.size) throw wrongLength()
      out.close()
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

/** Ends the request when a read takes too long, or all of them together. Empty pieces are none. */
function timed(read: Read, { over, piece, whole }: Watch): Read {
  const end = Date.now() + whole
  return async () => {
    const timer = setTimeout(() => over.abort(), Math.min(piece, end - Date.now()))
    try {
      for (;;) {
        const got = await read()
        if (got.done || got.value.length > 0) return got
      }
    } finally {
      clearTimeout(timer)
    }
  }
}

function wrongLength(): Error {
  return new Error('a file has another length than announced')
}
