import { Encrypter } from 'age-encryption'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { sealReason } from '../ledger/reason.ts'
import type { Recorded } from '../ledger/record.ts'
import { recordEvents } from '../ledger/record.ts'
import type { TipRow } from '../tips/store.ts'
import { requireExportable } from './dossier.ts'
import type { ExportRequest } from './request.ts'

/**
 * Checks that a request may be met and writes down, before anything leaves, who asked for what and why. The
 * reason is somebody's words: it is sealed under the thread's key.
 */
export async function beginExport(
  { db, keys, now }: Deps,
  tip: TipRow,
  request: ExportRequest,
): Promise<void> {
  requireExportable(tip)
  requireReason(request)
  const { by, identity, unmasked, reason, to } = request
  const details: Recorded['details'] = { identity, unmasked, recipients: to.length }
  if (reason && tip.key) details['reason'] = sealReason(keys, tip.key, tip.id, reason)
  const event = { actor: by, at: now(), thread_id: tip.thread_id, tip_id: tip.id }
  const events: Recorded[] = [{ ...event, action: 'export.requested', details }]
  if (identity) events.push({ ...event, action: 'identity.unsealed', details })
  if (unmasked) events.push({ ...event, action: 'words.unmasked', details })
  await recordEvents(db, events)
}

/** Encrypts to everybody named. Throws `bad-request` for what is no age recipient. */
export function encrypterFor(to: string[]): Encrypter {
  const encrypter = new Encrypter()
  for (const recipient of to) {
    try {
      encrypter.addRecipient(recipient)
    } catch {
      throw new Failure('bad-request', 'A recipient must be an age public key, like age1…')
    }
  }
  return encrypter
}

function requireReason({ identity, unmasked, reason, to }: ExportRequest): void {
  encrypterFor(to)
  if ((identity || unmasked) && !reason) {
    throw new Failure('bad-request', 'A reason is needed for what is hidden in every view')
  }
  if (identity && unmasked) {
    throw new Failure(
      'bad-request',
      'The identity has a package of its own: ask for one of the two',
    )
  }
  if (identity && to.length === 0) {
    throw new Failure('bad-request', 'The identity leaves only encrypted: name a recipient')
  }
}
