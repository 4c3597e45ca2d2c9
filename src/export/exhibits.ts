import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { openOriginal } from '../evidence/read.ts'
import type { ExhibitRecord } from '../evidence/record.ts'
import { hidesPlace } from '../tips/masking.ts'
import type { Dossier } from './dossier.ts'
import type { Entry } from './entry.ts'
import type { Notes } from './sealed-files.ts'

/** Endings of the kinds that phones send; names that senders gave are never used for paths. */
const endings: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/3gpp': '3gp',
  'audio/mpeg': 'mp3',
  'audio/ogg': 'ogg',
  'audio/mp4': 'm4a',
  'audio/amr': 'amr',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
}

/** The files themselves, as they arrived, each read from the storage while it leaves. */
export async function* exhibitFiles(
  deps: Deps,
  dossier: Dossier,
  { withheld }: Notes,
): AsyncGenerator<Entry> {
  for (const exhibit of dossier.exhibits) {
    const { id, state } = exhibit
    const path = exhibitPath(dossier, exhibit)
    const why = state === 'stored' && holdsOriginals(dossier) ? 'until_safe' : state
    if (why !== 'stored') withheld.push({ what: 'file', why, id, ...hashOf(exhibit) })
    else if (path) yield { path, body: await openWhole(deps, exhibit) }
    else throw new Failure('conflict', `Exhibit ${exhibitName(exhibit)} does not open`)
  }
}

/** Where an exhibit lies in a package; nowhere while its bytes are not here or stay behind. */
export function exhibitPath(dossier: Dossier, exhibit: ExhibitRecord): string | undefined {
  const { state, sha256, mime } = exhibit
  if (state !== 'stored' || !sha256 || holdsOriginals(dossier)) return undefined
  const ending = endings[mime ?? ''] ?? 'bin'
  return `data/exhibits/${exhibitName(exhibit)}_${sha256.slice(0, 12)}.${ending}`
}

/** An exhibit's number, or the id of a file that has none yet. */
export function exhibitName({ exhibit, id }: Pick<ExhibitRecord, 'exhibit' | 'id'>): string {
  return exhibit === null ? id : `E${exhibit}`
}

/**
 * An original may say where it was made, which nobody is shown while it is happening. It cannot be had
 * without that, so that it leaves only for a reason; its working copies say nothing of it.
 */
function holdsOriginals({ row, request }: Dossier): boolean {
  return hidesPlace(row) && !request.unmasked
}

async function openWhole(deps: Deps, exhibit: ExhibitRecord): Promise<ReadableStream<Uint8Array>> {
  try {
    const original = await openOriginal(deps, exhibit.id)
    return await original.read()
  } catch (cause) {
    throw new Failure('conflict', `Exhibit ${exhibitName(exhibit)} does not open`, { cause })
  }
}

function hashOf({ sha256 }: ExhibitRecord): { sha256?: string } {
  return sha256 ? { sha256 } : {}
}
