import { createConnection, type NetConnectOpts, type Socket } from 'node:net'
import { once } from 'node:events'
import type { Dial } from './evidence/clamd.ts'

const patience = 5_000

/** Connects on Node to `tcp://host:port` or `unix:/path`. */
export function dialer(address: string): Dial {
  const to = optionsOf(address)
  return async () => {
    const socket = createConnection(to)
    const timer = setTimeout(() => socket.destroy(new Error('nobody answers')), patience)
    try {
      await once(socket, 'connect')
    } finally {
      clearTimeout(timer)
    }
    // Both sides report a broken connection; this keeps it from ending the process.
    socket.on('error', () => undefined)
    const write = (bytes: Uint8Array) => writeTo(socket, bytes)
    return {
      write,
      answer: socket,
      end: () => void socket.end(),
      close: () => void socket.destroy(),
    }
  }
}

function writeTo(socket: Socket, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}

function optionsOf(address: string): NetConnectOpts {
  const path = /^unix:(.+)$/.exec(address)?.[1]
  if (path) return { path }
  const { hostname, port } = new URL(address)
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) }
}
