import { randomUUID } from 'node:crypto'
import S3rver from 's3rver'
import { readStorageAddress } from '../../src/storage/address.ts'
import { createDiskStorage } from '../../src/storage/disk.ts'
import { createStorage } from '../../src/storage/index.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { dataFolder } from '../support/commands.ts'

/** A kind of storage, each time an empty one. */
export interface Kind {
  name: string
  open(): Promise<{ storage: Storage; close(): Promise<void> }>
}

/** Every storage that the tests ask for what a storage promises. R2 is asked within workerd. */
export const kinds: Kind[] = [
  { name: 'disk', open: openDisk },
  { name: 's3', open: openS3 },
]

async function openDisk() {
  const folder = await dataFolder()
  return { storage: createDiskStorage(folder.path), close: folder.remove }
}

/** A real server that speaks S3, and checks signatures. */
async function openS3() {
  const folder = await dataFolder()
  const bucket = `b-${randomUUID()}`
  const configureBuckets = [{ name: bucket, configs: [] }]
  const server = new S3rver({
    ...{ port: 0, address: '127.0.0.1', silent: true, directory: folder.path, configureBuckets },
  })
  const { port } = await server.run()
  const url = `s3://${bucket}/some/prefix?endpoint=http://127.0.0.1:${port}&region=us-east-1`
  const address = readStorageAddress(url)
  if (address?.kind !== 's3') throw new Error('not an address of a bucket')
  const storage = createStorage({ ...address, access: { id: 'S3RVER', secret: 'S3RVER' } })
  const close = async () => {
    await server.close()
    await folder.remove()
  }
  return { storage, close }
}
