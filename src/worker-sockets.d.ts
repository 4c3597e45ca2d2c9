/** As much of it as the Worker uses. https://developers.cloudflare.com/workers/runtime-apis/tcp-sockets/ */
declare module 'cloudflare:sockets' {
  interface Socket {
    readable: ReadableStream<Uint8Array>
    writable: WritableStream<Uint8Array>
    opened: Promise<unknown>
    close(): Promise<void>
  }
  export function connect(address: { hostname: string; port: number }): Socket
}
