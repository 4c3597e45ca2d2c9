import { type Faults, noFaults, realWait, type Wait } from './faults.ts'
import { createPhones, type PhoneFile, type Phones, type Place } from './phone.ts'
import { createTelegramApi } from './telegram-api.ts'
import { createTelegramHook, type TelegramAnswer, type TelegramHook } from './telegram-hook.ts'
import { createPeople, type People } from './telegram-people.ts'

export interface TelegramDoubleOptions {
  token: string
  secret: string
  /** What the line is reached at. */
  public_url: string
  /** Carries requests to the line. The network, if not given. */
  fetch?: (request: Request) => Promise<Response>
  wait?: Wait
}

/** A person as Telegram shows them to a bot. */
export interface TelegramPerson {
  id: number
  first_name: string
  last_name?: string
  /** Of their app. */
  language_code?: string
}

/** Telegram's HTTP interface and the phones behind it, for tests and for the demo. */
export interface TelegramDouble extends People {
  phones: Phones
  faults: Faults
  bot: TelegramBot
  /** Every answer of the line to an update, newest last. */
  answers: TelegramAnswer[]
  /** Hands any update over, as from a chat of that name. For what `People` cannot do. */
  push(queue: string, update: Record<string, unknown>): void
  /** Answers what the line calls under `TELEGRAM_API_URL`. */
  fetch(request: Request): Promise<Response>
  /** The next call of a bot method gets this answer instead. */
  refuseNext(answer: Response): void
  settled(): Promise<void>
}

/** What the line has said of its bot, by language; an empty language is for all others. */
export interface TelegramBot {
  /** Where updates should go. They go to `public_url` whatever stands here. */
  url: string
  secret: string
  commands: Map<string, { command: string; description: string }[]>
  descriptions: Map<string, string>
  shortDescriptions: Map<string, string>
}

/** What the parts of the double share. */
export interface TelegramWorld {
  options: TelegramDoubleOptions
  phones: Phones
  faults: Faults
  hook: TelegramHook
  bot: TelegramBot
  /** Files by id, as `getFile` finds them. */
  files: Map<string, PhoneFile>
  /** Presses that wait for `answerCallbackQuery`, with what to do then. */
  presses: Map<string, () => void>
  /** Answers for the next calls, before anything else. */
  refusals: Response[]
  /** Calls that a fault has refused once. */
  refused: Set<string>
  /** Runs a method as the line asks for it, by a call or in the answer to an update. */
  perform(method: string, params: unknown): unknown
  nextId(): number
}

/** Behaves as the published interface and the open-source server do. */
export function createTelegramDouble(options: TelegramDoubleOptions): TelegramDouble {
  const faults = noFaults()
  const perform = (method: string, params: unknown) => api.perform(method, params)
  const hook = createTelegramHook({ ...options, wait: options.wait ?? realWait, faults, perform })
  let lastId = 0
  const world: TelegramWorld = {
    options,
    phones: createPhones(),
    faults,
    hook,
    bot: newBot(),
    files: new Map(),
    presses: new Map(),
    refusals: [],
    refused: new Set(),
    perform,
    nextId: () => ++lastId,
  }
  const api = createTelegramApi(world)
  return {
    ...createPeople(world),
    phones: world.phones,
    faults,
    bot: world.bot,
    answers: hook.answers,
    push: (queue, update) => void hook.push(queue, update),
    fetch: async (request) => api.app.fetch(request),
    refuseNext: (answer) => void world.refusals.push(answer),
    settled: hook.settled,
  }
}

function newBot(): TelegramBot {
  const words = () => new Map<string, string>()
  const none = { url: '', secret: '', commands: new Map() }
  return { ...none, descriptions: words(), shortDescriptions: words() }
}

/** What a message of a person's holds. */
export interface TelegramContent {
  text?: string
  file?: PhoneFile
  /** Sent "as a file", untouched. */
  original?: boolean
  /** Part of an album. */
  album?: string
  place?: Place
}
