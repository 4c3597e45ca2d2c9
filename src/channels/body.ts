import { z } from 'zod'
import { Masked } from '../conversation/answer.ts'
import type { Outgoing } from './channel.ts'

/** What is sealed of a message that came in: its words, and the provider's request to the byte. */
export const InboundBody = z.object({
  text: z.string(),
  /** What of `text` is masked in every view. */
  masked: z.array(Masked).optional(),
  raw: z.string(),
  place: z
    .object({ latitude: z.number(), longitude: z.number(), label: z.string().optional() })
    .optional(),
  choice: z.object({ question: z.string(), choice: z.string() }).optional(),
})
export type InboundBody = z.infer<typeof InboundBody>

const Buttons = z.array(z.object({ label: z.string(), data: z.string() }))

/** What is sealed of a message that went out: exactly what the channel was given. */
export const OutgoingBody: z.ZodType<Outgoing> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), buttons: Buttons.exactOptional() }),
  z.object({ type: z.literal('buttons'), ref: z.string(), buttons: Buttons }),
])

/** What is sealed of a contact: who wrote, to which of the line's addresses, under what name. */
export const ContactAddress = z.object({
  address: z.string(),
  to: z.string(),
  name: z.string().exactOptional(),
})
export type ContactAddress = z.infer<typeof ContactAddress>
