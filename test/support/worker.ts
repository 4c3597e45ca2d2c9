import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../../src/config.ts'
import { freePort } from './server.ts'

/** The Worker under workerd, as `wrangler dev` runs it. */
export interface Worker {
  /** Carries a request to it, whatever host it was made for. */
  fetch(request: Request): Promise<Response>
  /** Strikes the clock and waits for what it starts. */
  tick(): Promise<void>
  stop(): Promise<void>
}

const wrangler = 'node_modules/wrangler/bin/wrangler.js'
/** Nothing is looked up or reported outside this machine. */
const offline = { CI: '1', WRANGLER_SEND_METRICS: 'false', CLOUDFLARE_CF_FETCH_ENABLED: 'false' }

/** Starts it on a free port with the settings of a node, on that node's database. */
export async function startWorker(config: Config): Promise<Worker> {
  const folder = await mkdtemp(join(tmpdir(), 'tipthread-worker-'))
  const port = await freePort()
  const ports = ['--port', `${port}`, '--inspector-port', `${await freePort()}`]
  const argv = ['dev', '--local', '--ip', '127.0.0.1', ...ports, '--persist-to', folder]
  const child = runWrangler([...argv, ...variables(config)], {
    CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE: config.database_url ?? '',
  })
  await readyOf(child)
  const url = `http://127.0.0.1:${port}`
  return {
    fetch: (request) => carry(request, url),
    async tick() {
      const struck = await fetch(`${url}/cdn-cgi/handler/scheduled`)
      if (!struck.ok) throw new Error(`scheduled: ${struck.status} ${await struck.text()}`)
    },
    async stop() {
      const closed = once(child, 'close')
      child.kill('SIGTERM')
      await closed
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Runs wrangler to its end and gives what it printed. Throws what it printed when it failed. */
export async function wranglerOutput(argv: string[]): Promise<string> {
  const child = runWrangler(argv, {})
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  }
  await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(output)
  return output
}

function runWrangler(argv: string[], env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [wrangler, ...argv], {
    env: { ...process.env, ...offline, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function readyOf(child: ChildProcess): Promise<void> {
  let output = ''
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        if (output.includes('Ready on http')) resolve()
      })
    }
    child.once('close', () => reject(new Error(`wrangler ended: ${output}`)))
  })
}

async function carry(request: Request, url: string): Promise<Response> {
  const { method, headers } = request
  const { pathname, search } = new URL(request.url)
  const body = method === 'GET' ? undefined : await request.arrayBuffer()
  return fetch(`${url}${pathname}${search}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body !== undefined && { body }),
  })
}

function variables({ public_url, keys, twilio, telegram, clamd_url, log_level }: Config): string[] {
  const env = {
    PUBLIC_URL: public_url,
    TIPTHREAD_KEYS: keys,
    TWILIO_ACCOUNT_SID: twilio?.account_sid,
    TWILIO_AUTH_TOKEN: twilio?.auth_tokens.join(','),
    TWILIO_FROM: twilio?.from.join(','),
    TWILIO_API_URL: twilio?.api_url,
    TELEGRAM_BOT_TOKEN: telegram?.token,
    TELEGRAM_WEBHOOK_SECRET: telegram?.secret,
    TELEGRAM_API_URL: telegram?.api_url,
    CLAMD_URL: clamd_url,
    LOG_LEVEL: log_level,
  }
  return Object.entries(env).flatMap(([name, value]) =>
    value ? ['--var', `${name}:${value}`] : [],
  )
}
