import type { Reach } from '../conversation/event.ts'

const reaches: Record<string, Reach> = {
  '21610': 'opted_out',
  // Blocked in the app, which no word of a carrier takes back: whoever writes again has done so.
  '63014': 'blocked',
  '21211': 'unreachable',
  '21614': 'unreachable',
  '21635': 'unreachable',
  '30005': 'unreachable',
  '30006': 'unreachable',
}

/**
 * What an error code says about the person, for refusals and for delivery states alike. Undefined
 * where it says something about us or about the moment. https://www.twilio.com/docs/api/errors
 */
export function reachByCode(code: string): Reach | undefined {
  return reaches[code]
}

/**
 * Whether the same message may be taken later. 21611: our sender's queue is full. 20003: wrong
 * credentials, which the operator is about to mend.
 */
export function mayRepeat(code: string): boolean {
  return ['21611', '20003'].includes(code)
}
