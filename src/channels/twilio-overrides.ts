/**
 * Behind an address, and no part of what is signed: Twilio calls again after a timeout or a 5xx answer too,
 * three times within its 15 seconds. See the README.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export const overrides = '#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000'
