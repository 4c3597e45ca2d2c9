import { type Context, Hono } from 'hono'
import { basicAuth } from 'hono/basic-auth'
import type { TwilioWorld } from './twilio-double.ts'
import { createMessage, missing, refuse, resource } from './twilio-create.ts'
import type { PhoneFile } from './phone.ts'
import type { TwilioMessage } from './twilio-store.ts'

/**
 * The part of Twilio's REST interface that a line needs.
 * https://www.twilio.com/docs/messaging/api/message-resource
 */
export function createTwilioApi(world: TwilioWorld): Hono {
  const { account_sid, auth_token, api_url } = world.options
  return (
    new Hono()
      .get('/media/:media', (c) => serveFile(c, findFile(world, c.req.param('media'))))
      .basePath(`/2010-04-01/Accounts/${account_sid}`)
      .use(
        basicAuth({
          username: account_sid,
          password: auth_token,
          invalidUserMessage: { code: 20003, message: 'Authenticate', status: 401 },
        }),
      )
      .post('/Messages.json', (c) => createMessage(world, c))
      .get('/Messages.json', (c) => list(world, c))
      .get('/Messages/:sid/Media.json', (c) => listMedia(world, c, c.req.param('sid')))
      // A redirect to another host, as Twilio answers; here only the path differs.
      .get('/Messages/:sid/Media/:media', (c) =>
        c.redirect(`${api_url}/media/${c.req.param('media')}`, 307),
      )
      .get('/Messages/:file', (c) => {
        const message = world.store.messages.get(sidOf(c.req.param('file')))
        return message ? c.json(resource(world, message)) : refuse(missing)
      })
      .delete('/Messages/:file', (c) =>
        world.store.messages.delete(sidOf(c.req.param('file')))
          ? c.body(null, 204)
          : refuse(missing),
      )
      .notFound(() => refuse(missing))
  )
}

function sidOf(file: string): string {
  return file.replace(/\.json$/, '')
}

const pageSize = 50

/** Newest first; all on one page of `PageSize`. Dates are days in GMT. */
function list(world: TwilioWorld, c: Context): Response {
  const { To, From, PageSize } = c.req.query()
  const since = c.req.query('DateSent>')
  const wanted = (message: TwilioMessage) =>
    (!To || message.to === To) &&
    (!From || message.from === From) &&
    (!since || message.created >= Date.parse(since))
  const found = [...world.store.messages.values()].filter(wanted).reverse()
  const messages = found.slice(0, Number(PageSize ?? pageSize))
  return c.json({ messages: messages.map((one) => resource(world, one)), next_page_uri: null })
}

function listMedia(world: TwilioWorld, c: Context, sid: string): Response {
  const message = world.store.messages.get(sid)
  if (!message) return refuse(missing)
  const media_list = message.files.map(({ id, type }) => ({
    sid: id,
    parent_sid: sid,
    content_type: type,
    account_sid: world.options.account_sid,
  }))
  return c.json({ media_list, next_page_uri: null })
}

function findFile(world: TwilioWorld, id: string): PhoneFile | undefined {
  for (const { files } of world.store.messages.values()) {
    const file = files.find((each) => each.id === id)
    if (file) return file
  }
  return undefined
}

function serveFile(c: Context, file: PhoneFile | undefined): Response {
  if (!file) return refuse(missing)
  return c.body(file.bytes.slice(), 200, { 'content-type': file.type })
}
