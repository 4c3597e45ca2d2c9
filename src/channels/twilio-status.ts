import { z } from 'zod'
import type { Reach } from '../conversation/event.ts'
import { reachByCode } from './twilio-codes.ts'
import { overrides } from './twilio-overrides.ts'

/** Where Twilio reports what became of a message, which it would else do once. */
export function statusAddress(publicUrl: string, messageId: string): string {
  return `${publicUrl}/webhooks/twilio/status?message=${encodeURIComponent(messageId)}${overrides}`
}

/** What became of a message: our word for Twilio's state, and if it failed, why. */
export interface DeliveryState {
  provider_id: string
  status: 'sent' | 'delivered' | 'failed'
  code?: string
  reach?: Reach
}

/**
 * Every state of an outgoing message: https://www.twilio.com/docs/messaging/api/message-resource. One
 * that waits in Twilio's queue has left us, as it has when our own call is answered.
 */
const states = {
  accepted: 'sent',
  scheduled: 'sent',
  queued: 'sent',
  sending: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
} as const

const known = (state: string): state is keyof typeof states => Object.hasOwn(states, state)

const Form = z.object({
  MessageSid: z.string().min(1),
  MessageStatus: z.string().refine(known),
  ErrorCode: z.string().optional(),
})

/** Reads a status callback. Undefined for a state that we do not know, which tells us nothing. */
export function readStatusForm(body: string): DeliveryState | undefined {
  const parsed = Form.safeParse(Object.fromEntries(new URLSearchParams(body)))
  if (!parsed.success) return undefined
  const { MessageSid, MessageStatus, ErrorCode } = parsed.data
  const reach = ErrorCode ? reachByCode(ErrorCode) : undefined
  return {
    provider_id: MessageSid,
    status: states[MessageStatus],
    ...(ErrorCode && { code: ErrorCode }),
    ...(reach && { reach }),
  }
}
