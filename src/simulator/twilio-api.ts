import { type Context, Hono } from 'hono'
import { basicAuth } from 'hono/basic-auth'
import type { TwilioWorld } from './twilio-double.ts'
import { createMessage, missing, refuse, resource } from './twilio-create.ts'
import { listMedia, removeMedia, removeMessage, showMedia, serveMedia } from './twilio-media.ts'
import { changeNumber, listNumbers, showAccount } from './twilio-settings.ts'
import type { TwilioMessage } from './twilio-store.ts'

/**
 * The part of Twilio's REST interface that a line needs.
 * https://www.twilio.com/docs/messaging/api/message-resource
 */
export function createTwilioApi(world: TwilioWorld): Hono {
  const { account_sid, auth_token } = world.options
  return new Hono()
    .get('/media/:media', (c) => serveMedia(world, c, c.req.param('media')))
    .use(
      '/2010-04-01/*',
      basicAuth({
        username: account_sid,
        password: auth_token,
        invalidUserMessage: { code: 20003, message: 'Authenticate', status: 401 },
      }),
    )
    .get(`/2010-04-01/Accounts/${account_sid}.json`, (c) => showAccount(world, c))
    .basePath(`/2010-04-01/Accounts/${account_sid}`)
    .get('/Recordings/:sid', (c) => serveRecording(world, c, c.req.param('sid')))
    .delete('/Recordings/:file', (c) => {
      world.recordings.delete(sidOf(c.req.param('file')))
      return c.body(null, 204)
    })
    .get('/IncomingPhoneNumbers.json', (c) => listNumbers(world, c))
    .post('/IncomingPhoneNumbers/:file', (c) => changeNumber(world, c, sidOf(c.req.param('file'))))
    .post('/Messages.json', (c) => createMessage(world, c))
    .get('/Messages.json', (c) => list(world, c))
    .get('/Messages/:sid/Media.json', (c) => listMedia(world, c, c.req.param('sid')))
    .get('/Messages/:sid/Media/:media', (c) => showMedia(world, c, c.req.param('media')))
    .delete('/Messages/:sid/Media/:file', (c) => {
      const { sid, file } = c.req.param()
      return removeMedia(world, c, { sid, media: sidOf(file) })
    })
    .get('/Messages/:file', (c) => {
      const message = world.store.messages.get(sidOf(c.req.param('file')))
      return message ? c.json(resource(world, message)) : refuse(missing)
    })
    .delete('/Messages/:file', (c) => removeMessage(world, c, sidOf(c.req.param('file'))))
    .notFound(() => refuse(missing))
}

function sidOf(file: string): string {
  return file.replace(/\.json$/, '')
}

/** https://www.twilio.com/docs/voice/api/recording#fetch-a-recordings-media-file */
function serveRecording({ recordings }: TwilioWorld, c: Context, sid: string): Response {
  const file = recordings.get(sid)
  if (!file) return refuse(missing)
  return c.body(file.bytes.slice(), 200, { 'content-type': file.type })
}

const pageSize = 50
const pageSizeMost = 1_000

/** Newest first, in pages, each of which says where the next is. Dates are days in GMT. */
function list(world: TwilioWorld, c: Context): Response {
  const { To, From, PageSize, Page = '0' } = c.req.query()
  const since = c.req.query('DateSent>')
  const wanted = (message: TwilioMessage) =>
    (!To || message.to === To) &&
    (!From || message.from === From) &&
    (!since || message.created >= Date.parse(since))
  const found = [...world.store.messages.values()].filter(wanted).reverse()
  const size = Math.min(Number(PageSize ?? pageSize), pageSizeMost)
  const end = (Number(Page) + 1) * size
  const messages = found.slice(end - size, end).map((one) => resource(world, one))
  return c.json({ messages, next_page_uri: end < found.length ? nextPage(c, Page) : null })
}

function nextPage(c: Context, page: string): string {
  const url = new URL(c.req.url)
  url.searchParams.set('Page', String(Number(page) + 1))
  return url.pathname + url.search
}
