import type { TwilioConfig } from '../config.ts'

/** The header that lets us use the account. It goes to Twilio's interface and nowhere else. */
export function twilioCredentials({ account_sid, auth_tokens }: TwilioConfig): {
  authorization: string
} {
  return { authorization: `Basic ${btoa(`${account_sid}:${auth_tokens[0] ?? ''}`)}` }
}

/** An address of the account at Twilio's interface. */
export function twilioAddress({ api_url, account_sid }: TwilioConfig, path: string): string {
  return `${api_url}/2010-04-01/Accounts/${account_sid}/${path}`
}
