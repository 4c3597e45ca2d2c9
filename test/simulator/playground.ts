import { setTimeout as sleep } from 'node:timers/promises'
import { nodeApp } from '../../src/node.ts'
import { createTelegramDouble, type TelegramDouble } from '../../src/simulator/telegram-double.ts'
import { createTwilioDouble, type TwilioDouble } from '../../src/simulator/twilio-double.ts'
import { listen } from '../support/listen.ts'
import {
  openTestNode,
  telegramSecret,
  telegramToken,
  type TestNode,
  twilioNumber,
  twilioSid,
  twilioToken,
} from '../support/node.ts'

/** The real app between both doubles, joined by real requests. */
export interface Playground {
  node: TestNode
  twilio: TwilioDouble
  telegram: TelegramDouble
  /** While false, the line cannot be reached. */
  reachable: boolean
  close(): Promise<void>
}

/** Pauses are shortened, never skipped: what overtakes what still depends on them. */
const wait = (milliseconds: number) => sleep(Math.min(milliseconds, 40))

/** How a request reaches the app under test, which is on Node if nothing else is said. */
export type Carry = (request: Request, node: TestNode) => Promise<Response>

const onNode: Carry = async (request, { deps }) => nodeApp(deps).request(request)

export async function openPlayground(through = onNode): Promise<Playground> {
  const apiOf = await Promise.all([
    listen((r) => twilio.fetch(r)),
    listen((r) => telegram.fetch(r)),
  ])
  const carry = async (request: Request) => {
    if (!playground.reachable) throw new TypeError('fetch failed')
    return through(request, node)
  }
  const shared = { public_url: 'https://tips.example.org', fetch: carry, wait }
  const twilio: TwilioDouble = createTwilioDouble({
    ...shared,
    account_sid: twilioSid,
    auth_token: twilioToken,
    number: twilioNumber,
    api_url: apiOf[0].url,
  })
  const telegram: TelegramDouble = createTelegramDouble({
    ...shared,
    token: telegramToken,
    secret: telegramSecret,
  })
  const node = await openTestNode({ TWILIO_API_URL: apiOf[0].url, TELEGRAM_API_URL: apiOf[1].url })
  const close = async () => {
    await Promise.all([twilio.settled(), telegram.settled()])
    await node.close()
    await Promise.all(apiOf.map((server) => server.close()))
  }
  const playground: Playground = { node, twilio, telegram, reachable: true, close }
  return playground
}

/** A minimal picture. */
export function picture(id: string) {
  return { id, type: 'image/png', bytes: new Uint8Array([137, 80, 78, 71]) }
}
