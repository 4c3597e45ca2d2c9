import { z } from 'zod'
import { sendMessage } from '../threads/deliver.ts'
import type { JobKind } from './index.ts'

const Data = z.object({ message_id: z.uuid() })

/** Sends what could not ride home: follow-ups and reminders. Tried for about a day. */
export const sendMessageJob: JobKind = {
  name: 'send-message',
  options: {
    expireInSeconds: 120,
    retryLimit: 40,
    retryDelay: 4,
    retryBackoff: true,
    retryDelayMax: 3600,
    retentionSeconds: 7 * 24 * 3600,
  },
  run: (deps, data, last) => sendMessage(deps, Data.parse(data).message_id, last),
}
