/** The line that the tests of the conversation speak for. */
export const line = {
  name: 'Tip line',
  agency: 'Office of the Attorney General',
  default_language: 'en',
  time_zone: 'America/Chicago',
}

/** What the narrowest and the richest channel can show; their own tests check that they say the same. */
export const channels = {
  sms: { limit: 1600, buttons: false, segments: true },
  telegram: { limit: 4096, buttons: true, segments: false },
}
