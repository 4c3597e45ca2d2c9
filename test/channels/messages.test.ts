import { expect, test } from 'vitest'
import { listMessages } from '../../src/channels/twilio-messages.ts'
import { listen } from '../support/listen.ts'

test('a list that is too long is refused, as its oldest messages would be missed', async () => {
  const server = await listen(() => Response.json({ messages: [], next_page_uri: '/next' }))
  const twilio = { account_sid: 'AC1', auth_tokens: ['token'], api_url: server.url, from: [] }
  await expect(listMessages(twilio, new Date())).rejects.toMatchObject({ code: 'bad-request' })
  await server.close()
})
