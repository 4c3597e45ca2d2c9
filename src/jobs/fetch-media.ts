import { z } from 'zod'
import { fetchMedia } from '../evidence/fetch.ts'
import { tellTooBig } from '../threads/upload-link.ts'
import type { JobKind } from './index.ts'

const Data = z.object({ evidence_id: z.uuid() })

/**
 * Gets a file from its provider. How often is decided by what fails (`evidence/fetch.ts`), so the queue
 * itself gives up only after that. Twilio keeps media for up to 400 days, and rows wait as long.
 */
export const fetchMediaJob: JobKind = {
  name: 'fetch-media',
  options: {
    expireInSeconds: 3600,
    retryLimit: 1000,
    retryDelay: 4,
    retryBackoff: true,
    retryDelayMax: 6 * 3600,
    retentionSeconds: 400 * 24 * 3600,
  },
  async run(deps, data) {
    const { evidence_id } = Data.parse(data)
    const { code } = await fetchMedia(deps, evidence_id)
    if (code === 'too-large-for-telegram') await tellTooBig(deps, evidence_id)
  },
}
