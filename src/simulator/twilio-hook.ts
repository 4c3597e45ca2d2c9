import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { createRoad, type Faults, type Wait } from './faults.ts'
import type { TwilioDoubleOptions } from './twilio-double.ts'

export interface TwilioAnswer {
  path: string
  status: number
  body: string
}

/** Twilio calling the line. */
export interface TwilioHook {
  /** Hands over a message. Resolves with the TwiML, or undefined when the line never took it. */
  message(form: Record<string, string>): Promise<string | undefined>
  /** Reports a state, where somebody asked to be told. */
  status(url: string | undefined, form: Record<string, string>): Promise<void>
  answers: TwilioAnswer[]
}

const answersMost = 200

export function createTwilioHook(
  options: TwilioDoubleOptions,
  faults: Faults,
  wait: Wait,
): TwilioHook {
  const answers: TwilioAnswer[] = []
  const road = createRoad(faults, wait)

  /** The part behind `#` is for Twilio itself: it is neither called nor signed. */
  async function post(address: string, form: Record<string, string>): Promise<TwilioAnswer> {
    const [url = ''] = address.split('#')
    const headers = {
      'x-twilio-signature': getExpectedTwilioSignature(options.auth_token, url, form),
    }
    const request = new Request(url, { method: 'POST', headers, body: new URLSearchParams(form) })
    const response = await (options.fetch ?? fetch)(request)
    const answer = {
      path: new URL(url).pathname,
      status: response.status,
      body: await response.text(),
    }
    answers.push(answer)
    if (answers.length > answersMost) answers.shift()
    return answer
  }

  /**
   * A connection that failed is tried again, and once, unless the address says otherwise behind `#`.
   * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
   */
  async function connect(
    address: string,
    form: Record<string, string>,
  ): Promise<TwilioAnswer | undefined> {
    const { count, policy } = overridesOf(address)
    let lost = faults.fail
    for (let tries = 0; ; tries++) {
      const answer = lost ? undefined : await post(address, form).catch(() => undefined)
      lost = false
      const fault = answer ? `${Math.floor(answer.status / 100)}xx` : 'ct'
      if (tries === count || !policy.includes(fault)) return answer
    }
  }

  async function attempt(url: string, form: Record<string, string>): Promise<string | undefined> {
    const answer = await road.carry(() => connect(url, form))
    return answer && answer.status < 300 ? answer.body : undefined
  }

  return {
    answers,
    async message(form) {
      const first = `${options.public_url}/webhooks/twilio/message`
      const fallback = `${options.public_url}/webhooks/twilio/fallback`
      const answer = await attempt(first, form)
      return answer ?? attempt(fallback, { ...form, ErrorCode: '11200', ErrorUrl: first })
    },
    async status(url, form) {
      if (url) await attempt(url, form)
    },
  }
}

function overridesOf(address: string): { count: number; policy: string[] } {
  const given = new URLSearchParams(address.split('#')[1] ?? '')
  return {
    count: Number(given.get('rc') ?? 1),
    policy: (given.get('rp') ?? 'ct').split(','),
  }
}
