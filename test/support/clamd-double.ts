import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { eicar } from './clamd.ts'

/** Speaks as clamd does over TCP, and finds only its own test file. */
export async function startClamdDouble(): Promise<{ url: string; stop(): void }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    void answer(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return { url: `tcp://127.0.0.1:${port}`, stop: () => void server.close() }
}

async function answer(socket: Socket): Promise<void> {
  let heard = Buffer.alloc(0)
  for await (const piece of socket) {
    heard = Buffer.concat([heard, piece])
    const file = fileIn(heard)
    if (!file) continue
    const said = file.includes(eicar) ? 'stream: EICAR-by-the-tests FOUND' : 'stream: OK'
    return void socket.end(`${said}\0`)
  }
}

/** The file, once its pieces have ended with an empty one. */
function fileIn(heard: Buffer): Buffer | undefined {
  const pieces: Buffer[] = []
  for (let at = 'zINSTREAM\0'.length; at + 4 <= heard.length;) {
    const length = heard.readUInt32BE(at)
    if (length === 0) return Buffer.concat(pieces)
    pieces.push(heard.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return undefined
}
