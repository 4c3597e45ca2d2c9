import { createDiskStorage } from '../../src/storage/disk.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { dataFolder } from '../support/commands.ts'

/** A kind of storage, each time an empty one. */
export interface Kind {
  name: string
  open(): Promise<{ storage: Storage; close(): Promise<void> }>
}

/** Every storage that the tests ask for what a storage promises. */
export const kinds: Kind[] = [{ name: 'disk', open: openDisk }]

async function openDisk() {
  const folder = await dataFolder()
  return { storage: createDiskStorage(folder.path), close: folder.remove }
}
