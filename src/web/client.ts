import type { Context } from 'hono'
import { z } from 'zod'

/** Node's socket as `@hono/node-server` hands it over. */
const NodeBindings = z.object({
  incoming: z.object({ socket: z.object({ remoteAddress: z.string() }) }),
})
const near = /^(::ffff:)?(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|^::1$|^f[cd]/

/**
 * The network address of who asks, if it can be known: the socket's, unless that is a proxy on our
 * side, which names its client last in `X-Forwarded-For`. Cloudflare names it in a header of its own.
 */
export function clientAddress(c: Context): string | undefined {
  const socket = NodeBindings.safeParse(c.env).data?.incoming.socket.remoteAddress
  if (socket === undefined) return c.req.header('CF-Connecting-IP')
  const forwarded = c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim()
  return near.test(socket) && forwarded ? forwarded : socket
}
