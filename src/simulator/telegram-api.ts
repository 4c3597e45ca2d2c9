import { type Context, Hono } from 'hono'
import type { TelegramWorld } from './telegram-double.ts'
import { methods, TelegramRefusal } from './telegram-methods.ts'

/** The Bot API over HTTP: https://core.telegram.org/bots/api#making-requests */
export interface TelegramApi {
  app: Hono
  /** Runs a method. Throws `TelegramRefusal`. */
  perform(method: string, params: unknown): unknown
}

export function createTelegramApi(world: TelegramWorld): TelegramApi {
  const { token } = world.options
  const perform = (name: string, params: unknown) => {
    const method = methods[name]
    if (!method) throw new TelegramRefusal(404, 'Not Found: method not found')
    return method(world, params)
  }
  const app = new Hono()
    .get(`/file/bot${token}/files/:id`, (c) => serveFile(world, c, c.req.param('id')))
    .all(`/bot${token}/:method`, (c) => call(world, c, perform))
    .notFound((c) => c.json(refusalBody(new TelegramRefusal(404, 'Not Found')), 404))
  return { app, perform }
}

async function call(
  world: TelegramWorld,
  c: Context,
  perform: TelegramApi['perform'],
): Promise<Response> {
  const injected = world.refusals.shift()
  if (injected) return injected
  try {
    const [name, params] = [c.req.param('method') ?? '', await readParams(c)]
    refuseFirst(world, name, params)
    return c.json({ ok: true, result: perform(name, params) })
  } catch (error) {
    if (!(error instanceof TelegramRefusal)) throw error
    return Response.json(refusalBody(error), { status: error.error_code })
  }
}

/** Parameters come as JSON, as a form, or in the query. */
async function readParams(c: Context): Promise<unknown> {
  if (!c.req.header('content-type')?.includes('json')) {
    return { ...c.req.query(), ...(await c.req.parseBody()) }
  }
  const text = await c.req.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new TelegramRefusal(400, "Bad Request: can't parse JSON")
  }
}

const refusedMost = 500

/** With the fault on, the first call that sends a message or asks for a file is one too many. */
function refuseFirst(world: TelegramWorld, name: string, params: unknown): void {
  const key = JSON.stringify([name, params])
  const refusing = name === 'sendMessage' || name === 'getFile'
  if (!world.faults.fail || !refusing || world.refused.has(key)) return
  if (world.refused.size > refusedMost) world.refused.clear()
  world.refused.add(key)
  throw new TelegramRefusal(429, 'Too Many Requests: retry after 1', { retry_after: 1 })
}

function refusalBody({ error_code, description, parameters }: TelegramRefusal) {
  return { ok: false, error_code, description, ...(parameters && { parameters }) }
}

function serveFile(world: TelegramWorld, c: Context, id: string): Response | Promise<Response> {
  const file = world.files.get(id)
  if (!file) return c.notFound()
  return c.body(file.bytes.slice(), 200, { 'content-type': 'application/octet-stream' })
}
