import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Inbound } from './channel.ts'
import { overrides } from './twilio-overrides.ts'
import { escapeXml, twiml } from './twiml.ts'

/** https://www.twilio.com/docs/voice/twiml#request-parameters and /docs/voice/twiml/record */
const Form = z.object({
  CallSid: z.string().min(1),
  From: z.string().default(''),
  To: z.string().default(''),
  RecordingSid: z.string().min(1).optional(),
  RecordingUrl: z.url().optional(),
  RecordingDuration: z.coerce.number().optional().catch(undefined),
})

/** A call to one of our numbers. */
export interface Call {
  /** The number that was called. */
  to: string
  /** What was said after the tone, as a message; absent at the beginning, and when nothing was. */
  message?: Inbound
  /** The caller can be written to. */
  known: boolean
  /** The recording is over. */
  over: boolean
}

/**
 * Callers who hide their number have one of these instead, or a word.
 * https://help.twilio.com/articles/223179988
 */
const hiding = ['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']

/** Reads the form of a call, whose signature has been checked. Undefined when it is none. */
export function readCallForm(body: string): Call | undefined {
  const parsed = Form.safeParse(Object.fromEntries(new URLSearchParams(body)))
  if (!parsed.success) return undefined
  const { CallSid, From, To, RecordingSid, RecordingUrl, RecordingDuration } = parsed.data
  const known = /^\+[1-9]\d{6,14}$/.test(From) && !hiding.includes(From)
  const call = { to: To, known, over: RecordingUrl !== undefined }
  if (!RecordingUrl || RecordingDuration === 0) return call
  // Callers who hide are not one person: each call has a thread of its own.
  const from = known ? From : `call:${createHash('sha256').update(CallSid).digest('hex')}`
  const file = { kind: 'audio', source: { url: RecordingUrl }, mime: 'audio/x-wav' } as const
  const message: Inbound = {
    ...{ channel: 'sms', provider_id: RecordingSid ?? CallSid, from, to: To, raw: body },
    content: { type: 'message', text: '', files: [file] },
  }
  return { ...call, message }
}

/** What is said in one language. */
export interface Spoken {
  language: string
  text: string
}

/** How Twilio's voices call our languages; it has none for the others. https://www.twilio.com/docs/voice/twiml/say */
const voices: Record<string, string> = {
  en: 'language="en-US"',
  es: 'language="es-MX"',
  'zh-Hans': 'language="zh-CN"',
  'zh-Hant': 'language="zh-TW"',
  ar: 'voice="Polly.Zeina" language="arb"',
  vi: 'voice="Google.vi-VN-Standard-A" language="vi-VN"',
  ru: 'language="ru-RU"',
  ko: 'language="ko-KR"',
  'pt-BR': 'language="pt-BR"',
  fr: 'language="fr-FR"',
  bn: 'voice="Google.bn-IN-Standard-A" language="bn-IN"',
  pl: 'language="pl-PL"',
}

/** Whether there is a voice for the language. */
export function isSpoken(language: string): boolean {
  return Object.hasOwn(voices, language)
}

/** Says it, then records what the caller says, for five minutes at most, and comes back with it. */
export function askToSpeak(spoken: Spoken[], address: string): string {
  const action = escapeXml(address + overrides)
  const record = `<Record action="${action}" method="POST" maxLength="300" timeout="10" playBeep="true"/>`
  return twiml(`${spoken.map(sayIt).join('')}${record}`)
}

/** Says it and ends the call. */
export function sayAndEnd(spoken: Spoken[]): string {
  return twiml(`${spoken.map(sayIt).join('')}<Hangup/>`)
}

function sayIt({ language, text }: Spoken): string {
  return `<Say ${voices[language] ?? ''}>${escapeXml(text)}</Say>`
}
