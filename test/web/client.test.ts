import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { clientAddress } from '../../src/web/client.ts'

const app = new Hono().get('/', (c) => c.text(clientAddress(c) ?? 'unknown'))

async function seen(headers: Record<string, string>, remoteAddress?: string): Promise<string> {
  const env = remoteAddress ? { incoming: { socket: { remoteAddress } } } : {}
  return (await app.request('/', { headers }, env)).text()
}

test('a client at our own door is known by its socket, whatever it claims', async () => {
  const headers = { 'X-Forwarded-For': '192.0.2.1', 'CF-Connecting-IP': '192.0.2.2' }
  expect(await seen(headers, '203.0.113.9')).toBe('203.0.113.9')
  expect(await seen({}, '127.0.0.1')).toBe('127.0.0.1')
})

test.each(['127.0.0.1', '10.1.2.3', '::ffff:172.20.0.4', '192.168.1.1', '::1', 'fd00::1'])(
  'behind a proxy at %s it is what that proxy saw, not what the client put before it',
  async (proxy) => {
    const headers = { 'X-Forwarded-For': '192.0.2.66, 203.0.113.9' }
    expect(await seen(headers, proxy)).toBe('203.0.113.9')
  },
)

test('at Cloudflare, where there is no socket, it is what Cloudflare says', async () => {
  expect(await seen({ 'CF-Connecting-IP': '203.0.113.9' })).toBe('203.0.113.9')
  expect(await seen({ 'X-Forwarded-For': '203.0.113.9' })).toBe('unknown')
})
