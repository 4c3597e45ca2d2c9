import { randomBytes } from 'node:crypto'
import { dropOldest, type PhoneFile } from './phone.ts'

/** A message as Twilio keeps it: https://www.twilio.com/docs/messaging/api/message-resource */
export interface TwilioMessage {
  sid: string
  direction: 'inbound' | 'outbound-api' | 'outbound-reply'
  from: string
  to: string
  body: string
  status: string
  error_code: number | null
  /** Unix milliseconds. */
  created: number
  files: PhoneFile[]
}

/** What Twilio remembers. Bounded: the oldest messages go first. */
export interface TwilioStore {
  messages: Map<string, TwilioMessage>
  add(message: Omit<TwilioMessage, 'sid' | 'status' | 'created' | 'error_code'>): TwilioMessage
}

const most = 2_000

export function createTwilioStore(): TwilioStore {
  const messages = new Map<string, TwilioMessage>()
  return {
    messages,
    add(message) {
      const sid = (message.files.length > 0 ? 'MM' : 'SM') + randomBytes(16).toString('hex')
      const status = message.direction === 'inbound' ? 'received' : 'queued'
      const added = { ...message, sid, status, created: Date.now(), error_code: null }
      messages.set(sid, added)
      dropOldest(messages, most)
      return added
    },
  }
}
