/**
 * Gives memory back at once that nobody will look at again. Left to the collector, the pieces of a large
 * file pile up to 64 MB and more before it comes by.
 */
export function release({ buffer, byteLength }: Uint8Array): void {
  const whole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
  if (whole) buffer.transfer(0)
}
