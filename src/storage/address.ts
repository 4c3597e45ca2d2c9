/** Where files are kept, as `EVIDENCE_URL` says it. */
export type StorageAddress = { kind: 'disk'; folder: string } | BucketAddress

/** A bucket of any service that speaks S3. */
export interface BucketAddress {
  kind: 's3'
  /** The service, such as `https://s3.us-east-1.amazonaws.com`. */
  endpoint: string
  region: string
  bucket: string
  /** In front of every name; empty or ending in a slash. */
  prefix: string
  access?: { id: string; secret: string }
}

/** Reads `file:FOLDER` or `s3://BUCKET/PREFIX?endpoint=…&region=…`; undefined for anything else. */
export function readStorageAddress(text: string): StorageAddress | undefined {
  const folder = /^file:(?:\/\/(?=\/))?(.+)$/.exec(text)?.[1]
  if (folder) return { kind: 'disk', folder }
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:[/?]|$)/.test(text)) return undefined
  return readBucket(new URL(text))
}

function readBucket({ hostname, pathname, searchParams }: URL): BucketAddress | undefined {
  const region = searchParams.get('region') || 'us-east-1'
  const endpoint = searchParams.get('endpoint') || `https://s3.${region}.amazonaws.com`
  if (!/^https?:\/\//.test(endpoint) || !URL.canParse(endpoint)) return undefined
  const path = pathname.replace(/^\/+|\/+$/g, '')
  return {
    kind: 's3',
    endpoint: endpoint.replace(/\/+$/, ''),
    region,
    bucket: hostname,
    prefix: path && `${path}/`,
  }
}
