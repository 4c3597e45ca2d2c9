/** The same bytes, and `tell` is told when reading them fails; a reader that wants no more is no failure. */
export function watchStream(
  bytes: ReadableStream<Uint8Array>,
  tell: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const reader = bytes.getReader()
  return new ReadableStream({
    async pull(out) {
      try {
        const { done, value } = await reader.read()
        if (done) out.close()
        else out.enqueue(value)
      } catch (error) {
        tell(error)
        out.error(error)
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
