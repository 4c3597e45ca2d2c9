import { Failure } from '../errors.ts'
import type { Scan, Scanner } from './scanner.ts'

/** A connection, as Node and Workers both can give it. */
export interface Connection {
  write(bytes: Uint8Array): Promise<void>
  answer: AsyncIterable<Uint8Array>
  /** Nothing more is written. What was is read, and may be answered. */
  end(): void
  /** Lets go of it, whatever state it is in. */
  close(): void
}

/** Opens a connection to a server of ours. Throws when nobody answers. */
export type Dial = () => Promise<Connection>

/** Silence after which clamd is given up. Unpacking an archive takes a while. */
const silence = 120_000
const answerMost = 4096
const instream = new TextEncoder().encode('zINSTREAM\0')
const longestPiece = 2 ** 32 - 1
const sizeLimit = /size limit/i

/**
 * Asks clamd by its INSTREAM command: pieces with their length in front, an empty one at the end, then
 * one line of answer. https://docs.clamav.net/manpages/clamd.8
 */
export function createClamd(dial: Dial, patience = silence): Scanner {
  return {
    async scan(bytes) {
      try {
        return await ask(await dial(), bytes, patience)
      } catch (error) {
        throw new Failure('scanner-unavailable', 'clamd gave no verdict', { cause: error })
      }
    },
  }
}

/**
 * Whether clamd takes a file of this size (`StreamMaxLength`), for which it has no question. It complains of a
 * piece that is too long before any of it has come, so only the length is sent.
 */
export async function takesFile(dial: Dial, size: number, patience = silence): Promise<boolean> {
  const connection = await dial()
  const watch = watchSilence(connection, patience)
  try {
    await connection.write(instream)
    await connection.write(lengthOf(Math.min(size, longestPiece)))
    connection.end()
    return !sizeLimit.test(await readAnswer(connection.answer, watch.heard))
  } finally {
    watch.end()
    connection.close()
  }
}

/** clamd may answer and hang up before it has taken everything: its answer counts. */
async function ask(
  connection: Connection,
  bytes: ReadableStream<Uint8Array>,
  patience: number,
): Promise<Scan> {
  const watch = watchSilence(connection, patience)
  try {
    const sending = send(connection, bytes, watch.heard).catch((error: unknown) => error)
    const answer = await readAnswer(connection.answer, watch.heard)
    if (!answer) throw await sending
    return readVerdict(answer)
  } finally {
    watch.end()
    connection.close()
    if (!bytes.locked) await bytes.cancel()
  }
}

function watchSilence(connection: Connection, patience: number) {
  const giveUp = () => connection.close()
  let timer = setTimeout(giveUp, patience)
  const end = () => clearTimeout(timer)
  const heard = () => {
    end()
    timer = setTimeout(giveUp, patience)
  }
  return { heard, end }
}

async function send(
  { write }: Connection,
  bytes: ReadableStream<Uint8Array>,
  heard: () => void,
): Promise<void> {
  await write(instream)
  for await (const piece of bytes) {
    if (piece.length === 0) continue
    await write(lengthOf(piece.length))
    await write(piece)
    heard()
  }
  await write(new Uint8Array(4))
}

function lengthOf(length: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, length)
  return bytes
}

async function readAnswer(pieces: Connection['answer'], heard: () => void): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const piece of pieces) {
    heard()
    text += decoder.decode(piece, { stream: true })
    if (text.includes('\0') || text.length > answerMost) break
  }
  return text
}

/** `stream: OK`, `stream: NAME FOUND`, or a complaint such as `INSTREAM size limit exceeded. ERROR`. */
function readVerdict(answer: string): Scan {
  const line = answer.replace(/\0[^]*$/, '').trim()
  if (line === 'stream: OK') return { scan: 'clean' }
  const signature = /^stream: (.+) FOUND$/.exec(line)?.[1]
  if (signature) return { scan: 'found', signature }
  throw new Error(sizeLimit.test(line) ? 'StreamMaxLength is too small' : 'no verdict')
}
