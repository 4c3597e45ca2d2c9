import { Failure } from '../errors.ts'
import type { StorageAddress } from './address.ts'
import { createDiskStorage } from './disk.ts'
import type { Storage } from './storage.ts'

/** Every kind of storage that Node can use. A Worker has its bucket bound (`r2.ts`). */
export function createStorage(address: StorageAddress): Storage {
  if (address.kind === 'disk') return createDiskStorage(address.folder)
  throw new Failure('bad-config', 'EVIDENCE_URL names a storage that is not there')
}
