import { z } from 'zod'
import { keepUpload } from '../evidence/upload/keep.ts'
import { noteUploaded } from '../threads/upload-link.ts'
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
  async run(deps, data) {
    const { evidence_id } = Data.parse(data)
    await keepUpload(deps, evidence_id)
    await noteUploaded(deps, evidence_id)
  },
}
