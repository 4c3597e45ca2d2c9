import { Readable } from 'node:stream'
import { MemoryLocker } from '@tus/server'
import type { Uploads } from '../evidence/upload/uploads.ts'
import { openFolder } from './files.ts'
import { answerTus } from './tus.ts'

/** Takes files in a folder of this machine. */
export function createUploads(path: string): Uploads {
  const folder = openFolder(path)
  const locker = new MemoryLocker()
  return {
    answer: (request, link, reception) => answerTus(request, { folder, locker, link, reception }),
    put: async (link, coming, bytes) => {
      await folder.begin(link, coming)
      await folder.append(coming.id, link.key, 0, Readable.from([bytes]))
    },
    unfinished: async (link_id) => {
      const all = await folder.list()
      return all.filter((one) => one.link_id === link_id && one.offset < one.size)
    },
    quietSince: async (moment) => (await folder.list()).filter(({ touched }) => touched < moment),
    hasRoom: folder.hasRoom,
    describe: folder.describe,
    open: folder.read,
    remove: folder.remove,
  }
}
