import type { QueueOptions } from 'pg-boss'
import type { Deps, Job } from '../deps.ts'
import { sendMessageJob } from './send-message.ts'
import { checkFileJob } from './check-file.ts'
import { clearProviderJob } from './clear-provider.ts'
import { fetchMediaJob } from './fetch-media.ts'
import { inspectEvidenceJob } from './inspect-evidence.ts'
import { keepUploadJob } from './keep-upload.ts'

/** One queue: how it is kept and what runs its jobs. */
export interface JobKind<Name extends Job['name'] = Job['name']> {
  name: Name
  options: QueueOptions
  /** A part of `Deps` that not every runtime has. Without it rows wait for a process that does. */
  needs?: 'workshop' | 'uploads'
  /** Absent while nothing can run the job yet: rows wait, nothing is lost. `last`: it is not tried again. */
  run?(deps: Deps, data: Extract<Job, { name: Name }>['data'], last: boolean): Promise<void>
}

/** Every kind of job. A new one is a file and a line here. */
export const jobKinds: JobKind[] = [
  sendMessageJob,
  fetchMediaJob,
  clearProviderJob,
  keepUploadJob,
  inspectEvidenceJob,
  checkFileJob,
]
