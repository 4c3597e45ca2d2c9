import { z } from 'zod'
import { inspectFile } from '../evidence/inspection/inspect.ts'
import type { JobKind } from './index.ts'

const Data = z.object({ evidence_id: z.uuid() })

/** Looks into a kept file. Needs tools that only Node has; on Workers its row waits for such a process. */
export const inspectEvidenceJob: JobKind = {
  name: 'inspect-evidence',
  needs: 'workshop',
  options: {
    expireInSeconds: 600,
    retryLimit: 12,
    retryDelay: 10,
    retryBackoff: true,
    retryDelayMax: 3600,
    retentionSeconds: 400 * 24 * 3600,
  },
  async run(deps, data) {
    const { evidence_id } = Data.parse(data)
    if (deps.workshop) await inspectFile(deps, deps.workshop, evidence_id)
  },
}
