import { z } from 'zod'
import { keepUpload } from '../evidence/upload/keep.ts'
import type { JobKind } from './index.ts'

const Data = z.object({ evidence_id: z.uuid() })

/** A file that came by a link, to be kept for good. Tried until it is: what is here is never lost. */
export const keepUploadJob: JobKind = {
  name: 'keep-upload',
  needs: 'uploads',
  options: {
    expireInSeconds: 3600,
    retryLimit: 1000,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 600,
    retentionSeconds: 400 * 24 * 3600,
  },
  run: (deps, data) => keepUpload(deps, Data.parse(data).evidence_id),
}
