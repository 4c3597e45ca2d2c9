import type { JobKind } from './index.ts'

/**
 * A file waiting at the provider. Twilio keeps media for up to 400 days, so its row waits as long;
 * the evidence row says `fetching` meanwhile.
 */
export const fetchMediaJob: JobKind = {
  name: 'fetch-media',
  options: { retentionSeconds: 400 * 24 * 3600, retryLimit: 20, retryDelay: 5, retryBackoff: true },
}
