import type { Reach } from '../conversation/event.ts'

/** What a carrier's word changes: whether we may write, and that Twilio has answered it already. */
export interface CarrierWord {
  answered_elsewhere?: true
  reach?: Reach
}

/**
 * Twilio's default words: single-word messages in any case, which it acts on and answers before it
 * hands them to us. https://help.twilio.com/articles/223134027
 */
const words: Record<string, CarrierWord> = {
  ...each(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'], {
    answered_elsewhere: true,
    reach: 'opted_out',
  }),
  ...each(['START', 'UNSTOP'], { answered_elsewhere: true, reach: 'yes' }),
  ...each(['HELP', 'INFO'], { answered_elsewhere: true }),
  // Twilio answers YES only after an opt-out, and only it knows of all opt-outs. So YES always opens
  // the way again, which changes nothing for everybody else, and stays an answer that we answer: one
  // text too many after an opt-out is better than silence after "yes" to a question.
  ...each(['YES'], { reach: 'yes' }),
}

const advanced: Record<'STOP' | 'START' | 'HELP', CarrierWord> = {
  STOP: { answered_elsewhere: true, reach: 'opted_out' },
  START: { answered_elsewhere: true, reach: 'yes' },
  HELP: { answered_elsewhere: true },
}

/**
 * What Twilio made of a message: what it says itself (`OptOutType`, sent only with Advanced Opt-Out,
 * https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out), else what its default does.
 */
export function readCarrierWord(
  optOutType: keyof typeof advanced | undefined,
  text: string,
): CarrierWord {
  if (optOutType) return advanced[optOutType]
  const word = text.trim().toUpperCase()
  return Object.hasOwn(words, word) ? (words[word] ?? {}) : {}
}

function each(list: string[], word: CarrierWord): Record<string, CarrierWord> {
  return Object.fromEntries(list.map((name) => [name, word]))
}
