import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

type Env = Record<string, string>

export interface Outcome {
  status: number | null
  stdout: string
  stderr: string
}

/** A folder of its own for one test's data, and how to remove it. */
export async function dataFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'tipthread-data-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** Runs one built command to its end, with nothing in the environment but what is given. */
export async function tipthread(argv: string[], env: Env): Promise<Outcome> {
  const child = run(argv, env)
  const [stdout, stderr] = await Promise.all([
    read(child.stdout),
    read(child.stderr),
    closed(child),
  ])
  return { status: child.exitCode, stdout, stderr }
}

/** A running server: what it has printed so far, and how to end it. */
export interface Running {
  output(): string
  /** Asks it to end and gives its exit status. */
  stop(): Promise<number | null>
}

/** Starts `serve` as `npm start` does and waits for a line of its output. */
export async function serve(env: Env, line: RegExp): Promise<Running> {
  const child = run(['serve'], env)
  const ended = closed(child)
  let output = ''
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        if (line.test(output)) resolve()
      })
    }
    void ended.then(() => reject(new Error(`serve ended: ${output}`)))
  })
  await ready
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    return child.exitCode
  }
  return { output: () => output, stop }
}

function run(argv: string[], env: Env): ChildProcess {
  const path = { PATH: process.env['PATH'] ?? '' }
  return spawn(process.execPath, ['dist/cli.js', ...argv], { env: { ...path, ...env } })
}

async function read(stream: ChildProcess['stdout']): Promise<string> {
  return stream ? text(stream) : ''
}

async function closed(child: ChildProcess): Promise<void> {
  await once(child, 'close')
}
