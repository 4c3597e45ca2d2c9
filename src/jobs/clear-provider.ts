import { z } from 'zod'
import { clearFile, clearMessage } from '../evidence/provider/clear.ts'
import type { JobKind } from './index.ts'

const Data = z.union([z.object({ evidence_id: z.uuid() }), z.object({ message_id: z.uuid() })])

/**
 * Removes what a provider keeps of a file or a message. Twilio removes nothing of a message before it is
 * done with it, which takes up to 14 days: https://www.twilio.com/docs/api/errors/20009
 */
export const clearProviderJob: JobKind = {
  name: 'clear-provider',
  options: {
    expireInSeconds: 120,
    retryLimit: 100,
    retryDelay: 60,
    retryBackoff: true,
    retryDelayMax: 6 * 3600,
    retentionSeconds: 60 * 24 * 3600,
  },
  run(deps, data, last) {
    const given = Data.parse(data)
    return 'evidence_id' in given
      ? clearFile(deps, given.evidence_id, last)
      : clearMessage(deps, given.message_id, last)
  },
}
