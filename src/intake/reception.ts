import type { Deps } from '../deps.ts'
import { arriveByLink, mayBegin } from '../evidence/upload/arrive.ts'
import type { OpenLink } from '../evidence/upload/link.ts'
import { findUploaded } from '../evidence/upload/store.ts'
import type { Reception } from '../evidence/upload/uploads.ts'

/** What the line says while large files come by a link. */
export function receptionFor(deps: Deps, link: OpenLink): Reception {
  return {
    begin: ({ size }) => mayBegin(deps, link, size),
    arrived: (coming) => arriveByLink(deps, link, coming),
    sizeOf: async (id) => {
      const row = /^[\da-f-]{36}$/.test(id) ? await findUploaded(deps.db, id) : undefined
      return row?.upload_link_id === link.id ? (row.size ?? undefined) : undefined
    },
  }
}
