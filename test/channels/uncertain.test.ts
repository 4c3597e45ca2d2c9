import { expect, test } from 'vitest'
import { sendThatThrew } from '../../src/channels/uncertain.ts'

/** What `fetch` throws: the reason is its cause. */
function failed(cause: Error): TypeError {
  return new TypeError('fetch failed', { cause })
}

function system(code: string, syscall: string): Error {
  return Object.assign(new Error(`${syscall} ${code}`), { code, syscall })
}

const never = { status: 'failed', code: 'no-connection', retryable: true }

test.each([
  ['no route', system('EHOSTUNREACH', 'connect')],
  ['no network', system('ENETUNREACH', 'connect')],
  ['nobody there', system('ECONNREFUSED', 'connect')],
  ['no name', system('ENOTFOUND', 'getaddrinfo')],
  [
    // Each address is given a quarter of a second before the next is tried.
    'none of the host’s addresses in time',
    Object.assign(
      new AggregateError([system('ETIMEDOUT', 'connect'), system('ENETUNREACH', 'connect')]),
      { code: 'ETIMEDOUT' },
    ),
  ],
  [
    'a connection that took too long',
    Object.assign(new Error(), { code: 'UND_ERR_CONNECT_TIMEOUT' }),
  ],
])('%s: it never left, and may be sent again', (_, cause) => {
  expect(sendThatThrew(failed(cause))).toEqual(never)
})

test.each([
  ['a connection that broke', system('ECONNRESET', 'read')],
  ['a network that went away under a connection', system('EHOSTUNREACH', 'read')],
  ['an answer that did not come', system('ETIMEDOUT', 'read')],
  ['a socket that was closed', Object.assign(new Error(), { code: 'UND_ERR_SOCKET' })],
])('%s: nobody knows whether it left', (_, cause) => {
  expect(sendThatThrew(failed(cause))).toEqual({ status: 'unknown' })
})

test('something that is no error at all: nobody knows', () => {
  expect(sendThatThrew('no')).toEqual({ status: 'unknown' })
})
