import { z } from 'zod'
import { Failure } from '../errors.ts'
import type { Phones } from './phone.ts'
import { takePicture } from './picture.ts'
import type { TelegramDouble } from './telegram-double.ts'
import type { TwilioDouble } from './twilio-double.ts'
import type { Visitor } from './visitor.ts'

/** An app on one of the page's phones: where its messages are, and what can be done in it. */
export interface App {
  phones: Phones
  address(visitor: Visitor): string
  /** Resolves when nothing is on its way. */
  settled(): Promise<void>
  /** By name, as the page's buttons call them, with the button's values. */
  actions: Record<string, (visitor: Visitor, values: unknown) => void>
}

export const AppName = z.enum(['sms', 'telegram'])
export type AppName = z.infer<typeof AppName>

const Text = z.object({ text: z.string().min(1).max(4096) })
const Press = z.object({ message: z.string(), data: z.string() })
const Block = z.object({ blocked: z.enum(['yes', 'no']) })

const plaza = { latitude: 41.8837, longitude: -87.6302, label: 'Daley Plaza' }

export function createApps(twilio: TwilioDouble, telegram: TelegramDouble): Record<AppName, App> {
  return { sms: smsApp(twilio), telegram: telegramApp(telegram) }
}

function smsApp(twilio: TwilioDouble): App {
  return {
    phones: twilio.phones,
    settled: twilio.settled,
    address: ({ number }) => number,
    actions: {
      send: ({ number }, values) => twilio.send(number, read(Text, values)),
      photo: ({ number }) => twilio.send(number, { files: [takePicture()] }),
    },
  }
}

function telegramApp(telegram: TelegramDouble): App {
  return {
    phones: telegram.phones,
    settled: telegram.settled,
    address: ({ person }) => String(person.id),
    actions: {
      send: ({ person }, values) => telegram.send(person, read(Text, values)),
      photo: ({ person }) => telegram.send(person, { file: takePicture() }),
      place: ({ person }) => telegram.send(person, { place: plaza }),
      press({ person }, values) {
        const { message, data } = read(Press, values)
        telegram.press(person, message, data)
      },
      block: ({ person }, values) => telegram.block(person, read(Block, values).blocked === 'yes'),
    },
  }
}

function read<T extends z.ZodType>(schema: T, values: unknown): z.infer<T> {
  const parsed = schema.safeParse(values)
  if (!parsed.success) throw new Failure('bad-request')
  return parsed.data
}
