import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { download, type DownloadRules } from '../../src/channels/download.ts'
import { listenRaw, type Listening } from '../support/listen.ts'

/** Providers that behave as no provider should, or somebody in their place. */
let servers: Listening[] = []
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()))
  servers = []
})

type Behave = (request: IncomingMessage, response: ServerResponse) => void

async function serve(behave: Behave): Promise<string> {
  const server = await listenRaw(behave)
  servers.push(server)
  return server.url
}

const quick = { head: 300, piece: 300, whole: 2_000 }

function rules(...origins: string[]): DownloadRules {
  return {
    most: 1_000_000,
    patience: quick,
    allows: ({ origin }) => origins.includes(origin),
    headers: ({ origin }) => (origin === origins[0] ? { authorization: 'Basic secret' } : {}),
  }
}

async function get(behave: Behave) {
  const url = await serve(behave)
  return download(`${url}/file`, rules(url))
}

test('a file comes as it is, unpacked by nobody', async () => {
  const bytes = randomBytes(300_000)
  let asked: IncomingMessage['headers'] = {}
  const got = await get((request, response) => {
    asked = request.headers
    response.setHeader('Content-Type', 'Image/PNG; charset=x').setHeader('Content-Length', 300_000)
    response.end(bytes)
  })
  expect(got).toMatchObject({ status: 'fetched', mime: 'image/png', size: 300_000 })
  if (got.status === 'fetched') expect((await buffer(got.bytes)).equals(bytes)).toBe(true)
  expect(asked).toMatchObject({ 'accept-encoding': 'identity', authorization: 'Basic secret' })
})

test.each([
  [404, 'gone', 'short'],
  [410, 'gone', 'short'],
  [400, 'refused', 'short'],
  [401, 'refused', 'long'],
  [403, 'refused', 'long'],
  [429, 'unreachable', 'long'],
  [500, 'unreachable', 'long'],
  [503, 'unreachable', 'long'],
])('an answer of %i is "%s", worth a %s wait', async (status, code, patience) => {
  const got = await get((_, response) => void response.writeHead(status).end('no'))
  expect(got).toEqual({ status: 'failed', code, patience })
})

test('an empty answer may be a file that is still coming', async () => {
  const empty = { status: 'failed', code: 'empty', patience: 'short' }
  expect(await get((_, response) => void response.end())).toEqual(empty)
  const chunked = await get((_, response) => {
    response.flushHeaders()
    setTimeout(() => response.end(), 50)
  })
  expect(chunked).toEqual(empty)
})

test('more than the limit is refused before a byte of it, where it is announced', async () => {
  const got = await get((_, response) => {
    response.writeHead(200, { 'Content-Length': 10_000_000_000 }).write('x')
  })
  expect(got).toEqual({ status: 'failed', code: 'too-large', patience: 'none' })
})

describe('a body that', () => {
  const breaks: [string, Behave][] = [
    [
      'is shorter than announced',
      (_, response) => {
        response.writeHead(200, { 'Content-Length': 5000 }).write('x')
        setTimeout(() => response.destroy(), 50)
      },
    ],
    [
      'breaks off in a chunk',
      (_, response) => {
        response.write('x'.repeat(5000))
        setTimeout(() => response.destroy(), 50)
      },
    ],
    ['stops coming', (_, response) => void response.write('x')],
    [
      'trickles for ever',
      (_, response) => {
        const timer = setInterval(() => response.write('x'), 100)
        response.on('close', () => clearInterval(timer))
      },
    ],
  ]
  test.each(breaks)('%s ends with an error, and is no file', async (_, behave) => {
    const got = await get(behave)
    expect(got.status).toBe('fetched')
    if (got.status === 'fetched') await expect(buffer(got.bytes)).rejects.toThrow()
  })
})

test('nobody there, and nobody who answers', async () => {
  const gone = { status: 'failed', code: 'unreachable', patience: 'long' }
  expect(await download('http://127.0.0.1:1/', rules('http://127.0.0.1:1'))).toEqual(gone)
  expect(await get(() => undefined)).toEqual(gone)
})

describe('redirects', () => {
  test('are followed, and credentials stay where they belong', async () => {
    let seen: IncomingMessage['headers'] = {}
    const there = await serve((request, response) => {
      seen = request.headers
      response.end('a file')
    })
    const home = await serve((_, response) => {
      response.writeHead(307, { Location: `${there}/kept` }).end()
    })
    const got = await download(`${home}/file`, rules(home, there))
    expect(got.status).toBe('fetched')
    if (got.status === 'fetched') expect((await buffer(got.bytes)).toString()).toBe('a file')
    expect(seen.authorization).toBeUndefined()
  })

  test('to anywhere else are not followed', async () => {
    let asked = 0
    const inside = await serve((_, response) => {
      asked++
      response.end('secret')
    })
    const refused = { status: 'failed', code: 'not-ours', patience: 'none' }
    for (const to of [`${inside}/`, 'file:///etc/passwd', 'http://169.254.169.254/latest']) {
      const got = await get((_, response) => void response.writeHead(302, { Location: to }).end())
      expect(got).toEqual(refused)
    }
    expect(asked).toBe(0)
  })

  test('without end are given up', async () => {
    let asked = 0
    const got = await get((_, response) => {
      asked++
      response.writeHead(302, { Location: '/again' }).end()
    })
    expect(got).toEqual({ status: 'failed', code: 'refused', patience: 'short' })
    expect(asked).toBe(4)
  })

  test('to nowhere are refused', async () => {
    const got = await get((_, response) => void response.writeHead(302).end())
    expect(got).toMatchObject({ status: 'failed' })
  })
})
