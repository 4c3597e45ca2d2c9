import type { Context } from 'hono'
import type { PhoneFile } from './phone.ts'
import type { TwilioWorld } from './twilio-double.ts'
import { missing, refuse } from './twilio-create.ts'

const unfinished = {
  status: 409,
  code: 20009,
  message: 'Cannot delete message because delivery has not been completed.',
}

/** What a message brought. https://www.twilio.com/docs/messaging/api/media-resource */
export function listMedia(world: TwilioWorld, c: Context, sid: string): Response {
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

/**
 * A redirect to another host, as Twilio answers; here only the path differs. With the fault on, the file is
 * not there yet at the first call.
 */
export function showMedia(world: TwilioWorld, c: Context, media: string): Response {
  if (refusesFirst(world, `get ${media}`) || !findFile(world, media)) return refuse(missing)
  return c.redirect(`${world.options.api_url}/media/${media}`, 307)
}

/** The file itself, for everybody who knows where it lies. */
export function serveMedia(world: TwilioWorld, c: Context, media: string): Response {
  const file = findFile(world, media)
  if (!file) return refuse(missing)
  return c.body(file.bytes.slice(), 200, { 'content-type': file.type })
}

/** Takes one file out of a message. */
export function removeMedia(
  world: TwilioWorld,
  c: Context,
  { sid, media }: { sid: string; media: string },
): Response {
  const message = world.store.messages.get(sid)
  const left = message?.files.filter(({ id }) => id !== media)
  if (!message || left?.length === message.files.length) return refuse(missing)
  // The phone that sent it keeps its own.
  message.files = left ?? []
  return c.body(null, 204)
}

/** Removes a message with its files. With the fault on, it is not finished yet at the first call. */
export function removeMessage(world: TwilioWorld, c: Context, sid: string): Response {
  if (!world.store.messages.has(sid)) return refuse(missing)
  if (refusesFirst(world, `delete ${sid}`)) return refuse(unfinished)
  world.store.messages.delete(sid)
  return c.body(null, 204)
}

function refusesFirst({ faults, refused }: TwilioWorld, key: string): boolean {
  if (!faults.fail || refused.has(key)) return false
  refused.add(key)
  return true
}

function findFile(world: TwilioWorld, id: string): PhoneFile | undefined {
  for (const { files } of world.store.messages.values()) {
    const file = files.find((each) => each.id === id)
    if (file) return file
  }
  return undefined
}
