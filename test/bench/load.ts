import autocannon from 'autocannon'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'

/** One request of the load, as autocannon takes it. */
export interface Message {
  path: string
  headers: Record<string, string>
  body: string
}

export interface Secrets {
  public_url: string
  account_sid: string
  auth_token: string
  telegram_secret: string
}

const words = [
  'Two men in vests pushed my neighbor to the ground in front of the bakery',
  '3',
  '0',
  '2',
  'yesterday at 5 pm',
  '5th and Main',
  '1',
  '1 2',
  '1',
  '0',
  '0',
  '2',
  '1',
  '1',
  'NEW',
]

/** Signed texts: person `n` of the run answers the interview, one message after another. */
export function twilioMessage(secrets: Secrets, person: string, turn: number): Message {
  const path = '/webhooks/twilio/message'
  const sid = `SM${person}f${turn}f`.padEnd(34, '0')
  const form = {
    MessageSid: sid,
    AccountSid: secrets.account_sid,
    From: `+1555${person}`,
    To: '+15555550100',
    Body: words[turn % words.length] ?? '',
    NumMedia: '0',
    NumSegments: '1',
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
  }
  const url = `${secrets.public_url}${path}`
  const signature = getExpectedTwilioSignature(secrets.auth_token, url, form)
  return {
    path,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-Twilio-Signature': signature,
    },
    body: new URLSearchParams(form).toString(),
  }
}

/** The same words as Telegram brings them. */
export function telegramMessage(secrets: Secrets, person: string, turn: number): Message {
  const id = Number(person)
  const from = { id, is_bot: false, first_name: 'Bench' }
  const message = {
    message_id: turn + 1,
    date: 1_790_000_000,
    chat: { id, type: 'private', first_name: 'Bench' },
    from,
    text: words[turn % words.length] ?? '',
  }
  return {
    path: '/webhooks/telegram',
    headers: {
      'Content-Type': 'application/json',
      'X-Telegram-Bot-Api-Secret-Token': secrets.telegram_secret,
    },
    body: JSON.stringify({ update_id: id * 1000 + turn, message }),
  }
}

/** What a run of load came to. */
export interface Load {
  per_second: number
  answered: number
  p99_ms: number
}

let nextPerson = 1_000_000

/** How much load: how many people at once, for some seconds or some number of messages. */
export type Amount = { connections: number } & ({ seconds: number } | { messages: number })

/** The middle one. */
export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

/** Sends load; each connection is one person after another, a whole interview each. */
export async function sendLoad(
  url: string,
  make: (person: string, turn: number) => Message,
  amount: Amount,
): Promise<Load> {
  const result = await autocannon({
    url: url + make('0', 0).path,
    method: 'POST',
    connections: amount.connections,
    ...('seconds' in amount ? { duration: amount.seconds } : { amount: amount.messages }),
    setupClient: (client) => {
      let person = nextPerson++
      let turn = 0
      const next = () => {
        if (turn === words.length) [person, turn] = [nextPerson++, 0]
        const { headers, body } = make(String(person), turn++)
        client.setHeadersAndBody(headers, body)
      }
      next()
      client.on('response', next)
    },
  })
  const failed = result.non2xx + result.errors
  if (failed > 0) throw new Error(`${url}: ${failed} requests failed`)
  const { duration, latency } = result
  return {
    per_second: result['2xx'] / duration,
    answered: result['2xx'],
    p99_ms: latency.p99,
  }
}
