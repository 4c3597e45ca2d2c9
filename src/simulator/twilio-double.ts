import { type Faults, noFaults, realWait, type Wait } from './faults.ts'
import { createPhones, type PhoneFile, type Phones, type Place } from './phone.ts'
import { readTwiml } from './read-twiml.ts'
import { createTasks } from './tasks.ts'
import { createTwilioApi } from './twilio-api.ts'
import { inboundForm, statusForm } from './twilio-forms.ts'
import { createTwilioHook, type TwilioAnswer, type TwilioHook } from './twilio-hook.ts'
import { carrierAnswer } from './twilio-opt-out.ts'
import type { TwilioSettings } from './twilio-settings.ts'
import { createTwilioStore, type TwilioMessage, type TwilioStore } from './twilio-store.ts'

export interface TwilioDoubleOptions {
  account_sid: string
  auth_token: string
  /** The line's number. */
  number: string
  /** What the line is reached at; requests are signed for addresses under it. */
  public_url: string
  /** Where this double's own API is reached. Media addresses lie under it. */
  api_url: string
  /** Carries requests to the line. The network, if not given. */
  fetch?: (request: Request) => Promise<Response>
  wait?: Wait
}

/** What a person sends. */
export interface TwilioText {
  text?: string
  files?: PhoneFile[]
  place?: Place
  /** `whatsapp:` or `rcs:`. */
  prefix?: string
  /** Further parameters of the request. */
  extra?: Record<string, string>
}

/** Twilio's HTTP interface and the phones behind it, for tests and for the demo. */
export interface TwilioDouble {
  phones: Phones
  faults: Faults
  store: TwilioStore
  /** What the number calls. Requests go to `public_url` whatever stands here. */
  settings: TwilioSettings
  /** What callers said, by sid; whoever calls puts it here. */
  recordings: Map<string, PhoneFile>
  /** Every answer of the line to a webhook, newest last. */
  answers: TwilioAnswer[]
  /** The person sends a message. It is on its way when this returns. */
  send(from: string, text: TwilioText): void
  /** Answers what the line calls under `TWILIO_API_URL`. */
  fetch(request: Request): Promise<Response>
  /** The next call that would create a message gets this answer instead. */
  refuseNext(answer: Response): void
  settled(): Promise<void>
}

/** What the parts of the double share. */
export interface TwilioWorld {
  options: TwilioDoubleOptions
  store: TwilioStore
  phones: Phones
  faults: Faults
  hook: TwilioHook
  /** Answers for the next calls, before anything else. */
  refusals: Response[]
  /** Calls that a fault has refused once. */
  refused: Set<string>
  settings: TwilioSettings
  /** What callers said, by sid. */
  recordings: Map<string, PhoneFile>
  /** Takes a message of the line's on its way to the phone. */
  dispatch(message: TwilioMessage, callback: string | undefined): void
}

/** Behaves as the published interface says, down to what is not repeated and not promised. */
export function createTwilioDouble(options: TwilioDoubleOptions): TwilioDouble {
  const faults = noFaults()
  const tasks = createTasks()
  const hook = createTwilioHook(options, faults, options.wait ?? realWait)
  const world: TwilioWorld = {
    options,
    store: createTwilioStore(),
    phones: createPhones(),
    faults,
    hook,
    refusals: [],
    refused: new Set(),
    settings: {},
    recordings: new Map(),
    dispatch: (message, callback) => tasks.run(() => deliver(world, message, callback)),
  }
  const api = createTwilioApi(world)
  return {
    phones: world.phones,
    faults,
    store: world.store,
    settings: world.settings,
    recordings: world.recordings,
    answers: hook.answers,
    send: (from, text) => tasks.run(sendFromPhone(world, from, text)),
    fetch: async (request) => api.fetch(request),
    refuseNext: (answer) => void world.refusals.push(answer),
    settled: tasks.settled,
  }
}

/** Puts the message on the phone at once, and returns the work of bringing it to the line. */
function sendFromPhone(world: TwilioWorld, person: string, content: TwilioText) {
  const { text = '', files = [], place, prefix = '' } = content
  const [from, to] = [prefix + person, prefix + world.options.number]
  const message = world.store.add({ direction: 'inbound', from, to, body: text, files })
  const shown = world.phones.add(from, {
    id: message.sid,
    by: 'person',
    text,
    files,
    state: 'sending',
    ...(place && { place }),
  })
  const told = carrierAnswer(world.phones.at(from), text)
  if (told) world.phones.add(from, { by: 'carrier', text: told })
  return async () => {
    const answer = await world.hook.message(inboundForm(world.options, message, content))
    shown.state = answer === undefined ? 'lost' : 'sent'
    world.phones.changed()
    if (answer !== undefined) reply(world, message, answer)
  }
}

const longestBody = 1600

/** A document that is not well-formed is dropped (error 12100), as is a message that is too long (21617). */
function reply(world: TwilioWorld, { from: to, to: from }: TwilioMessage, twiml: string): void {
  for (const { text, action } of readTwiml(twiml) ?? []) {
    if (text.length > longestBody) continue
    const direction = 'outbound-reply'
    world.dispatch(world.store.add({ direction, from, to, body: text, files: [] }), action)
  }
}

/** Reports follow each other, but their order on the way is not promised. */
async function deliver(
  world: TwilioWorld,
  message: TwilioMessage,
  callback: string | undefined,
): Promise<void> {
  const { blocked } = world.phones.at(message.to)
  if (blocked) message.error_code = 21610
  const reports: Promise<void>[] = []
  for (const status of blocked ? ['queued', 'failed'] : ['queued', 'sent', 'delivered']) {
    message.status = status
    if (status === 'sent') showOnPhone(world, message)
    const reported = world.hook.status(callback, statusForm(world.options, message))
    reports.push(reported)
    if (!world.faults.reorder) await reported
  }
  await Promise.all(reports)
}

function showOnPhone({ phones }: TwilioWorld, message: TwilioMessage): void {
  phones.add(message.to, { id: message.sid, by: 'line', text: message.body })
}
