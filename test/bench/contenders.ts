import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { connectPostgres } from '../../src/db/connect.ts'
import { newRingKey } from '../../src/seal/keys.ts'
import { freePort } from '../support/server.ts'
import { type Message, type Secrets, telegramMessage, twilioMessage } from './load.ts'

const secrets: Secrets = {
  public_url: 'http://bench.example.org',
  account_sid: 'ACbench000000000000000000000000000',
  auth_token: 'bench-auth-token',
  telegram_secret: 'bench-telegram-secret',
}

/** A server to be measured and the load it understands. */
export interface Contender {
  name: string
  command: string[]
  make(person: string, turn: number): Message
}

const byTwilio: Contender['make'] = (person, turn) => twilioMessage(secrets, person, turn)
const byTelegram: Contender['make'] = (person, turn) => telegramMessage(secrets, person, turn)

/** The least that keeps a signed message. */
export const ceiling: Contender = {
  name: 'ceiling',
  command: ['test/bench/ceiling.ts'],
  make: byTwilio,
}

/** The nearest library. */
export const grammy: Contender = {
  name: 'grammy',
  command: ['test/bench/grammy.ts'],
  make: byTelegram,
}

/** Ours, as `npm run build` made it, or another build of it. */
export function tipthread(name = 'tipthread', cli = 'dist/cli.js'): Contender {
  return { name, command: [cli, 'serve'], make: byTwilio }
}

/** A contender that listens, with a database of its own. */
export interface Running extends Contender {
  url: string
  database: string
  child: ChildProcess
  stop(): Promise<void>
}

/** Starts a contender on one of the Postgres server's databases, and resolves once it answers. */
export async function start(server: string, contender: Contender): Promise<Running> {
  const admin = connectPostgres(`${server}/postgres`, 1)
  await sql.raw(`create database ${contender.name}`).execute(admin)
  await admin.destroy()
  const port = await freePort()
  const database = `${server}/${contender.name}`
  const child = spawn(process.execPath, contender.command, {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...environment(port, database) },
  })
  const url = `http://127.0.0.1:${port}`
  await untilUp(url)
  const stop = async () => {
    child.kill()
    await once(child, 'exit')
  }
  return { ...contender, url, database, child, stop }
}

function environment(port: number, database: string): Record<string, string> {
  return {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: database,
    PUBLIC_URL: secrets.public_url,
    TIPTHREAD_KEYS: newRingKey('bench'),
    TWILIO_ACCOUNT_SID: secrets.account_sid,
    TWILIO_AUTH_TOKEN: secrets.auth_token,
    TWILIO_FROM: '+15555550100',
    TELEGRAM_BOT_TOKEN: '100200300:bench-token-that-reaches-nobody',
    TELEGRAM_WEBHOOK_SECRET: secrets.telegram_secret,
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
  }
}

async function untilUp(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return
    await wait(100)
  }
  throw new Error(`${url} did not start`)
}
