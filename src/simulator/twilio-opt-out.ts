import type { Phone } from './phone.ts'

/**
 * Twilio's default handling of opt-outs, in its own words, which no line can change without Advanced
 * Opt-Out. It blocks, answers, and still hands the message over.
 * https://help.twilio.com/articles/223134027
 */
const stopped =
  'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.'
const started =
  'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.'
const help = 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.'

/** What the carrier answers to a text, if anything. Opens or closes the way to the phone. */
export function carrierAnswer(phone: Phone, text: string): string | undefined {
  if (phone.address.includes(':')) return undefined
  const word = text.trim().toUpperCase()
  if (/^(STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT)$/.test(word)) {
    phone.blocked = true
    return stopped
  }
  if (/^(START|UNSTOP)$/.test(word) || (word === 'YES' && phone.blocked)) {
    phone.blocked = false
    return started
  }
  return /^(HELP|INFO)$/.test(word) ? help : undefined
}
