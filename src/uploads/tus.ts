import { randomUUID } from 'node:crypto'
import { DataStore, ERRORS, type Locker, Server, Upload } from '@tus/server'
import { cleanName, cleanType } from '../evidence/upload/name.ts'
import type { OpenLink } from '../evidence/upload/link.ts'
import type { Coming, Reception, Refusal } from '../evidence/upload/uploads.ts'
import type { Folder } from './files.ts'

/** One request of the protocol, by one link. */
export interface Call {
  folder: Folder
  /** Shared by all calls: no two write to one file at the same time. */
  locker: Locker
  link: OpenLink
  reception: Reception
}

const refusals = {
  empty: { status_code: 400, body: 'empty\n' },
  'too-large': { status_code: 413, body: 'too-large\n' },
  'too-many': { status_code: 403, body: 'too-many\n' },
  'no-room': { status_code: 507, body: 'no-room\n' },
} satisfies Record<Refusal, { status_code: number; body: string }>

/** Answers one request as tus 1.0 wants it: https://tus.io/protocols/resumable-upload */
export function answerTus(request: Request, call: Call): Promise<Response> {
  const { link, reception } = call
  const path = new URL(request.url).pathname.replace(/(\/files)\/.*$/, '$1')
  const store = new LinkStore(call)
  const server = new Server({
    path,
    datastore: store,
    locker: call.locker,
    // Where the server stands may be hidden behind proxies; the client knows.
    relativeLocation: true,
    // Nobody else's page may send files here.
    allowedOrigins: [],
    maxSize: link.line.uploads.most_megabytes * 1_000_000,
    namingFunction: () => randomUUID(),
    disableTerminationForFinishedUploads: true,
    // Many that began while there was room may fill the disk together.
    onIncomingRequest: async ({ method }) => {
      if (method === 'PATCH' && !(await call.folder.hasRoom(0))) throw refusals['no-room']
    },
    onUploadCreate: async (_, upload) => {
      const answer = await reception.begin(comingOf(upload))
      if (answer !== 'fine') throw refusals[answer]
      return {}
    },
    onUploadFinish: async (_, upload) => {
      await store.finish(upload.id)
      return {}
    },
    // What an error says may hold a path or a name.
    onResponseError: (_, error) =>
      'status_code' in error ? error : { status_code: 500, body: 'Something went wrong\n' },
  })
  return server.handleWeb(request)
}

/** The files of one link, as the protocol sees them. What others send is not there. */
class LinkStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload', 'termination']
  readonly call: Call

  constructor(call: Call) {
    super()
    this.call = call
  }

  override async create(upload: Upload): Promise<Upload> {
    await this.call.folder.begin(this.call.link, comingOf(upload))
    return upload
  }

  override async write(
    pieces: AsyncIterable<Uint8Array>,
    id: string,
    offset: number,
  ): Promise<number> {
    await this.require(id)
    return this.call.folder.append(id, this.call.link.key, offset, pieces)
  }

  /** A file that is whole is finished here too: the answer that said so may have been lost. */
  override async getUpload(id: string): Promise<Upload> {
    const arrived = await this.call.reception.sizeOf(id)
    if (arrived !== undefined) return new Upload({ id, size: arrived, offset: arrived })
    const { size, offset } = await this.require(id)
    if (offset === size) await this.finish(id)
    return new Upload({ id, size, offset })
  }

  override async remove(id: string): Promise<void> {
    await this.require(id)
    await this.call.folder.remove(id)
  }

  async finish(id: string): Promise<void> {
    const coming = await this.call.folder.describe(id, this.call.link.key)
    if (coming) await this.call.reception.arrived(coming)
  }

  private async require(id: string) {
    const found = isId(id) ? await this.call.folder.find(id) : undefined
    if (found?.link_id !== this.call.link.id) throw ERRORS.FILE_NOT_FOUND
    return found
  }
}

function isId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
}

function comingOf({ id, size = 0, metadata }: Upload): Coming {
  const { filename, filetype } = metadata ?? {}
  return { id, size, name: cleanName(filename), mime: cleanType(filetype) }
}
