import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { watchStream } from '../evidence/watch-stream.ts'
import type { KeptFile } from '../evidence/workshop.ts'

/**
 * Lends a file to a tool at an address nobody else knows, on this machine only, while `work` lasts:
 * the tool may jump about in it and nothing is written to disk.
 */
export async function withLoan<T>(
  file: KeptFile,
  work: (address: string) => Promise<T>,
): Promise<T> {
  const path = `/${randomBytes(24).toString('base64url')}`
  let trouble: unknown
  const watched = { ...file, read: watching(file, (error) => (trouble ??= error)) }
  const server = createServer((request, response) => {
    void lend(watched, path, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  try {
    return await work(`http://127.0.0.1:${port}${path}`)
  } catch (error) {
    // What our own storage did is not the file's fault: it is tried again.
    throw trouble ?? error
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

/** Reads as `file` does and tells when that fails. */
function watching(file: KeptFile, tell: (error: unknown) => void): KeptFile['read'] {
  return async (range) => {
    const stream = await file.read(range).catch((error: unknown) => {
      tell(error)
      throw error
    })
    return watchStream(stream, tell)
  }
}

async function lend(
  file: KeptFile,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.url !== path) return void response.writeHead(404).end()
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  const from = Number(start ?? 0)
  const to = Math.min(end ? Number(end) + 1 : file.size, file.size)
  if (from >= to) return void response.writeHead(416).end()
  response.writeHead(start === undefined ? 200 : 206, {
    'Content-Length': to - from,
    'Accept-Ranges': 'bytes',
    ...(start !== undefined && { 'Content-Range': `bytes ${from}-${to - 1}/${file.size}` }),
  })
  await pipeline(Readable.from(await file.read({ from, to })), response)
}
