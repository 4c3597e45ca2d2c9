import { randomInt } from 'node:crypto'
import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { parseAccept } from 'hono/utils/accept'
import { say } from '../i18n/say.ts'
import type { TelegramPerson } from './telegram-double.ts'

/** Who plays: two phones with made-up numbers, kept in a cookie, and a language. */
export interface Visitor {
  language: string
  /** The number of the SMS phone. */
  number: string
  /** The account on the Telegram phone. Its app speaks the page's language. */
  person: TelegramPerson
}

/** Languages that the page itself speaks. */
export const spoken = ['en', 'es']

const cookie = 'tipthread_phones'
const digits = /^\d{7}$/

/** The visitor of a request, with new phones if there are none yet. */
export function visitorOf(c: Context): Visitor {
  const known = getCookie(c, cookie)
  return visitor(languageOf(c), known && digits.test(known) ? known : giveNewPhones(c))
}

/** Hands out other phones, to play somebody else. Returns what the cookie holds. */
export function giveNewPhones(c: Context): string {
  const number = String(randomInt(1_000_000, 10_000_000))
  setCookie(c, cookie, number, { path: '/simulator', httpOnly: true, sameSite: 'Lax' })
  return number
}

/** Area code 555 belongs to nobody. */
function visitor(language: string, number: string): Visitor {
  const person = { id: Number(number), first_name: 'Robin', language_code: language }
  return { language, number: `+1555${number}`, person }
}

function languageOf(c: Context): string {
  const chosen = getCookie(c, 'tipthread_language') ?? ''
  const wanted = parseAccept(c.req.header('Accept-Language') ?? '').map(({ type }) =>
    type.slice(0, 2).toLowerCase(),
  )
  return [chosen, ...wanted].find((code) => spoken.includes(code)) ?? 'en'
}

/** Remembers a language that the page speaks. */
export function chooseLanguage(c: Context, language: string): void {
  if (!spoken.includes(language)) return
  setCookie(c, 'tipthread_language', language, {
    path: '/simulator',
    httpOnly: true,
    sameSite: 'Lax',
  })
}

/** A phrase under `simulator` of the locale file. */
export type Words = (key: string, values?: Record<string, string | number>) => string

export function wordsIn(language: string): Words {
  return (key, values) => say(language, `simulator.${key}`, values)
}
