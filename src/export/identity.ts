import { ContactAddress } from '../channels/body.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { openAs } from '../tips/open.ts'
import { findAddress } from '../tips/store.ts'
import type { Dossier } from './dossier.ts'
import { type Entry, jsonEntry } from './entry.ts'

/** Who wrote, and why somebody opened that. */
export async function* identityFiles(
  { db, keys }: Pick<Deps, 'db' | 'keys'>,
  { row, tip, request }: Dossier,
): AsyncGenerator<Entry> {
  const sealed = await findAddress(db, row.thread_id)
  const purpose = `contact:${row.thread_id}`
  const contact = sealed && openAs(ContactAddress, keys, row.key, purpose, sealed)
  if (!contact) throw new Failure('not-found', 'There is no address any more')
  yield jsonEntry('data/identity/contact.json', {
    code: tip.code,
    channel: tip.channel,
    ...contact,
  })
  yield { path: 'data/identity/reason.txt', body: `${request.reason ?? ''}\n` }
}
