import { chmod, mkdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { Failure, type FailureCode, failures } from './errors.ts'

/**
 * The embedded database belongs to one process. Whoever opens it holds a socket in its folder, and
 * other processes of the same user hand their commands to the holder instead of opening it again.
 */
export interface Hold {
  /** From now on commands are taken. */
  answer(perform: Perform): void
  release(): Promise<void>
}

/** Does what a command asks and gives what it prints. */
export type Perform = (command: Command) => Promise<string>

const Command = z.object({ name: z.string(), input: z.unknown() })
export type Command = z.infer<typeof Command>

/** A holder that was started from an older version may say it otherwise, or not at all. */
const Code = z
  .custom<FailureCode>((code) => Object.keys(failures).includes(String(code)))
  .catch('conflict')
const Answer = z.union([
  z.object({ printed: z.string() }),
  z.object({ failed: z.string(), code: Code }),
])
type Answer = z.infer<typeof Answer>

/** Takes hold of a folder. Throws `conflict` while another process has it. */
export async function holdFolder(folder: string): Promise<Hold> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = socketIn(folder)
  let perform: Perform = async () => {
    throw new Failure('conflict', inUse(folder))
  }
  const server = createServer(async (incoming, outgoing) => {
    outgoing.end(JSON.stringify(await answer(incoming, (command) => perform(command))))
  })
  if (!(await bind(server, path))) {
    if (await send(path, { name: 'ping', input: null }))
      throw new Failure('conflict', inUse(folder))
    await rm(path, { force: true })
    if (!(await bind(server, path))) throw new Failure('conflict', inUse(folder))
  }
  await chmod(path, 0o600)
  const release = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { answer: (given) => void (perform = given), release }
}

/** Hands a command to the process that holds the folder. Undefined when nobody does. */
export async function askHolder(folder: string, command: Command): Promise<string | undefined> {
  const answer = await send(socketIn(folder), command)
  if (answer && 'failed' in answer) throw new Failure(answer.code, answer.failed)
  return answer?.printed
}

function socketIn(folder: string): string {
  return join(folder, 'control')
}

function inUse(folder: string): string {
  return `${folder} is in use by another tipthread`
}

/** False when something is at the path already, which may be left over from a crash. */
function bind(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      'code' in error && error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    server.listen(path, () => resolve(true))
  })
}

async function answer(incoming: IncomingMessage, perform: Perform): Promise<Answer> {
  try {
    return { printed: await perform(Command.parse(JSON.parse(await text(incoming)))) }
  } catch (error) {
    if (error instanceof Failure) return { failed: error.message, code: error.code }
    return { failed: 'the command failed; see the log of the server', code: 'conflict' }
  }
}

function send(socketPath: string, command: Command): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method: 'POST', path: '/' }, (incoming) => {
      text(incoming)
        .then((body) => resolve(Answer.parse(JSON.parse(body))))
        .catch(reject)
    })
    outgoing.once('error', () => resolve(undefined))
    outgoing.end(JSON.stringify(command))
  })
}
