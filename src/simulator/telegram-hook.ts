import { createRoad, type Faults, type Wait } from './faults.ts'
import { createTasks } from './tasks.ts'
import type { TelegramDoubleOptions } from './telegram-double.ts'

export interface TelegramAnswer {
  update_id: number
  status: number
  body: string
}

/**
 * Telegram calling the line, as its server does: updates of a chat one after another, button presses
 * in a queue of their own, each repeated until it is answered with 2xx or expires.
 * https://github.com/tdlib/telegram-bot-api (WebhookActor.cpp, Client.cpp)
 */
export interface TelegramHook {
  /** Resolves with whether the line took it. */
  push(queue: string, update: Record<string, unknown>, lifetime?: number): Promise<boolean>
  answers: TelegramAnswer[]
  settled(): Promise<void>
  pending(): number
}

export interface HookOptions extends TelegramDoubleOptions {
  wait: Wait
  faults: Faults
  perform(method: string, params: unknown): unknown
}

const day = 86_400_000
/** How long a press of a button is repeated. */
export const pressLifetime = 150_000
const longestPause = 60_000
const longestRetryAfter = 3_600
const answersMost = 200
/** In answers to updates these are ignored, as is everything that begins with `get`. */
const ignored = ['setWebhook', 'deleteWebhook', 'close', 'logOut']

export function createTelegramHook(options: HookOptions): TelegramHook {
  const tasks = createTasks()
  const answers: TelegramAnswer[] = []
  const queues = new Map<string, Promise<boolean>>()
  const road = createRoad(options.faults, options.wait)
  let lastUpdate = 700_000_000
  let pending = 0

  async function post(update: { update_id: number }): Promise<Response> {
    const headers = {
      'content-type': 'application/json',
      'x-telegram-bot-api-secret-token': options.secret,
    }
    const url = `${options.public_url}/webhooks/telegram`
    const request = new Request(url, { method: 'POST', headers, body: JSON.stringify(update) })
    const response = await (options.fetch ?? fetch)(request)
    const body = await response.clone().text()
    answers.push({ update_id: update.update_id, status: response.status, body })
    if (answers.length > answersMost) answers.shift()
    return response
  }

  async function attempt(update: { update_id: number }, n: number): Promise<Response | undefined> {
    const response = await road.carry(() => post(update)).catch(() => undefined)
    const lost = options.faults.fail && n === 0
    return lost ? undefined : response
  }

  async function deliver(update: { update_id: number }, lifetime: number): Promise<boolean> {
    let age = 0
    for (let n = 0; age < lifetime; n++) {
      const response = await attempt(update, n)
      if (response?.ok) {
        performInAnswer(options, await response.text())
        return true
      }
      const pause = pauseAfter(n, response)
      age += Math.max(pause, 1)
      await options.wait(pause)
    }
    return false
  }

  function push(queue: string, content: Record<string, unknown>, lifetime = day): Promise<boolean> {
    const update = { update_id: ++lastUpdate, ...content }
    pending++
    const before = queues.get(queue) ?? Promise.resolve(true)
    const delivery = before.then(() => deliver(update, lifetime)).finally(() => pending--)
    queues.set(queue, delivery)
    tasks.run(() => delivery)
    return delivery
  }

  return { push, answers, settled: tasks.settled, pending: () => pending }
}

/** At once, then 2, 4, 8 … seconds; or as long as the line asks. */
function pauseAfter(n: number, response: Response | undefined): number {
  const asked = Number(response?.headers.get('retry-after'))
  if (asked > 0) return Math.min(asked, longestRetryAfter) * 1000
  return n === 0 ? 0 : Math.min(2 ** n * 1000, longestPause)
}

/** One method may come in the answer. Nobody learns how it went. */
function performInAnswer(options: HookOptions, body: string): void {
  try {
    const { method, ...params } = JSON.parse(body)
    if (ignored.includes(method) || String(method).startsWith('get')) return
    options.perform(method, params)
  } catch {
    // No method, or one that failed: Telegram tells nobody.
  }
}
