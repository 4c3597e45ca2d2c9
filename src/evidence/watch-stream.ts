/** The same bytes, and `tell` is told when reading them fails; a reader that wants no more is no failure. */
export function watchStream(
  bytes: ReadableStream<Uint8Array>,
  tell: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = bytes.getReader()
  let over = false
  return new ReadableStream({
    async pull(out) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        tell(error)
        throw error
      })
      // Whoever wants no more may say so while a piece is on its way.
      if (over) return
      if (done) out.close()
      else out.enqueue(value)
    },
    cancel(reason) {
      over = true
      return reader.cancel(reason)
    },
  })
}
