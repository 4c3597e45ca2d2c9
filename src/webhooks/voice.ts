import { askToSpeak, isSpoken, readCallForm, sayAndEnd } from '../channels/twilio-voice.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { say } from '../i18n/say.ts'
import type { Line } from '../lines/line.ts'
import { lineAt } from './turn.ts'

/**
 * A call to the number: says to text it, in the line's own languages, and takes what is said after the tone
 * as a file in the caller's thread. The thread goes on in writing, with callers who show their number.
 */
export async function takeCall(deps: Deps, body: string): Promise<Response> {
  const call = readCallForm(body)
  if (!call) throw new Failure('bad-request')
  const line = lineAt(deps.lines, call.to)
  if (call.message) {
    const arrived = { line: line.id, inbound: call.message, at: deps.now(), later: call.known }
    await deps.turns.advance({ from: 'outside', ...arrived })
  }
  const address = `${deps.config.public_url}/webhooks/twilio/voice`
  const twiml = call.over
    ? sayAndEnd(spokenIn(line, ['thanks', ...(call.known ? ['go_on'] : []), 'goodbye']))
    : askToSpeak(spokenIn(line, ['greeting', ...(call.known ? ['known'] : []), 'danger']), address)
  return new Response(twiml, { headers: { 'content-type': 'text/xml; charset=utf-8' } })
}

/** In all languages it would take minutes. */
function spokenIn({ default_language, second_language }: Line, phrases: string[]) {
  const own = [default_language, second_language ?? default_language].filter(isSpoken)
  const languages = own.length > 0 ? new Set(own) : ['en']
  return [...languages].map((language) => ({
    language,
    text: phrases.map((phrase) => say(language, `voice.${phrase}`)).join(' '),
  }))
}
