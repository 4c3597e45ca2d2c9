import { z } from 'zod'
import { checkOriginal } from '../evidence/fixity/nightly.ts'
import type { JobKind } from './index.ts'

const Data = z.object({ evidence_id: z.uuid() })

/** Reads one original back. Not waited for longer than a day: then the next night has picked it again. */
export const checkFileJob: JobKind = {
  name: 'check-file',
  options: {
    expireInSeconds: 3600,
    retryLimit: 5,
    retryDelay: 60,
    retryBackoff: true,
    retryDelayMax: 3600,
    retentionSeconds: 20 * 3600,
  },
  run: (deps, data) => checkOriginal(deps, Data.parse(data).evidence_id),
}
