import { createServer, type RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'

export interface Listening {
  url: string
  close(): Promise<void>
}

/** Serves a fetch handler on loopback, on a free port unless one is given. */
export function listen(
  fetch: (request: Request) => Response | Promise<Response>,
  port = 0,
): Promise<Listening> {
  return listenRaw(getRequestListener(fetch), port)
}

/** Serves a Node handler, for servers that misbehave below HTTP. */
export async function listenRaw(handler: RequestListener, port = 0): Promise<Listening> {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no address')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
