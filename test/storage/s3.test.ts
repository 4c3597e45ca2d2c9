import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createS3Storage } from '../../src/storage/s3.ts'

/** A service that breaks its word: it never answers for one name, and half answers for all others. */
const server = createServer((request, response) => {
  if (request.url?.endsWith('/mute')) return
  response.writeHead(200, { 'Content-Length': 10 })
  response.write('half ')
})

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => server.closeAllConnections())

test.each(['mute', 'half'])(
  'a bucket that falls silent (%s) holds nobody for ever',
  async (name) => {
    const { port } = server.address() as AddressInfo
    const storage = createS3Storage(
      {
        ...{ kind: 's3', endpoint: `http://127.0.0.1:${port}` },
        ...{ bucket: 'b', prefix: '', region: 'none', access: { id: 'id', secret: 'secret' } },
      },
      200,
    )
    await expect(storage.get(name).then(buffer)).rejects.toThrow()
  },
)
