import type { Context } from 'hono'
import type { TwilioWorld } from './twilio-double.ts'
import { missing, refuse } from './twilio-create.ts'

/** What the number calls, as the line has set it. */
export type TwilioSettings = Record<string, string>

const numberSid = 'PN00000000000000000000000000000000'

/** https://www.twilio.com/docs/iam/api/account */
export function showAccount(world: TwilioWorld, c: Context): Response {
  return c.json({ sid: world.options.account_sid, status: 'active', type: 'Full' })
}

/** https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource */
export function listNumbers(world: TwilioWorld, c: Context): Response {
  const wanted = c.req.query('PhoneNumber')
  const found = !wanted || wanted === world.options.number ? [shown(world)] : []
  return c.json({ incoming_phone_numbers: found, next_page_uri: null })
}

/** Takes over the parameters that were given, and leaves the others. */
export async function changeNumber(world: TwilioWorld, c: Context, sid: string): Promise<Response> {
  if (sid !== numberSid) return refuse(missing)
  const form = new URLSearchParams(await c.req.text())
  for (const [name, value] of form) world.settings[snake(name)] = value
  return c.json(shown(world))
}

function shown({ options, settings }: TwilioWorld): Record<string, string> {
  return { sid: numberSid, phone_number: options.number, ...settings }
}

/** Parameters are `SmsUrl` where the answer says `sms_url`. */
function snake(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
}
