import type { StorageAddress } from './address.ts'
import { createDiskStorage } from './disk.ts'
import { createS3Storage } from './s3.ts'
import type { Storage } from './storage.ts'

/** Every kind of storage that Node can use. A Worker has its bucket bound (`r2.ts`). */
export function createStorage(address: StorageAddress): Storage {
  return address.kind === 'disk' ? createDiskStorage(address.folder) : createS3Storage(address)
}
