import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { eicar } from './clamd.ts'

/** Speaks as clamd does over TCP, and finds only its own test file. */
export async function startClamdDouble(): Promise<{ url: string; stop(): void }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    void answer(socket).catch(() => undefined)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return { url: `tcp://127.0.0.1:${port}`, stop: () => void server.close() }
}

async function answer(socket: Socket): Promise<void> {
  const take = taking(socket)
  const takeLength = async () => (await take(4)).readUInt32BE()
  await take('zINSTREAM\0'.length)
  const pieces: Buffer[] = []
  for (let length = await takeLength(); length > 0; length = await takeLength()) {
    pieces.push(await take(length))
  }
  const said = Buffer.concat(pieces).includes(eicar) ? 'EICAR-by-the-tests FOUND' : 'OK'
  socket.end(`stream: ${said}\0`)
}

/** Gives as many bytes as are asked for, once they have come. */
function taking(socket: Socket): (length: number) => Promise<Buffer> {
  const coming: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]()
  let held: Buffer[] = []
  let size = 0
  return async (length) => {
    while (size < length) {
      const { value, done } = await coming.next()
      if (done) throw new Error('the other side hung up')
      held.push(value)
      size += value.length
    }
    const all = Buffer.concat(held)
    held = [all.subarray(length)]
    size -= length
    return all.subarray(0, length)
  }
}
