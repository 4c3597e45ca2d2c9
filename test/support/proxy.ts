import { connect, createServer, type Socket } from 'node:net'

/** A wire between us and the database that can be cut. */
export interface Proxy {
  port: number
  /** Breaks every connection and refuses new ones. */
  cut(): void
  /** Lets everything through to the server and nothing back, until `cut`. */
  silence(): void
  restore(): void
  close(): Promise<void>
}

/** Starts a proxy to a port of this machine. */
export function startProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>()
  let [open, silent] = [true, false]
  const server = createServer((client) => {
    if (!open) return client.destroy()
    const upstream = connect(target, '127.0.0.1')
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    client.on('data', (data) => upstream.write(data))
    upstream.on('data', (data) => silent || client.write(data))
    return undefined
  })
  const breakAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address ? address.port : 0,
        cut: () => {
          open = false
          breakAll()
        },
        silence: () => {
          silent = true
        },
        restore: () => {
          ;[open, silent] = [true, false]
        },
        close: () => {
          breakAll()
          return new Promise((done) => server.close(() => done()))
        },
      })
    })
  })
}
