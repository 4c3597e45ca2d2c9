import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createS3Storage } from '../../src/storage/s3.ts'

/** A service that breaks its word: what it does instead depends on the name. */
const server = createServer((request, response) => {
  const name = request.url?.split('/').at(-1)
  if (name === 'mute') return
  if (name === 'whole') return response.end('0123456789')
  if (name === 'other') {
    response.writeHead(206, { 'Content-Range': 'bytes 0-3/10' })
    return response.end('0123')
  }
  response.writeHead(200, { 'Content-Length': 10 })
  return response.write('half ')
})

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => server.closeAllConnections())

function open() {
  const { port } = server.address() as AddressInfo
  return createS3Storage(
    {
      ...{ kind: 's3', endpoint: `http://127.0.0.1:${port}` },
      ...{ bucket: 'b', prefix: '', region: 'none', access: { id: 'id', secret: 'secret' } },
    },
    200,
  )
}

test.each(['mute', 'half'])(
  'a bucket that falls silent (%s) holds nobody for ever',
  async (name) => {
    await expect(open().get(name).then(buffer)).rejects.toThrow()
  },
)

test.each([
  [0, 4, '0123'],
  [3, 6, '345'],
  [8, 20, '89'],
])('of a bucket that gives all instead of %i to %i, that part is taken', async (from, to, part) => {
  expect(String(await open().get('whole', { from, to }).then(buffer))).toBe(part)
})

test('a bucket that gives another part than was asked for is not believed', async () => {
  await expect(open().get('other', { from: 3, to: 7 }).then(buffer)).rejects.toThrow(/another part/)
})
