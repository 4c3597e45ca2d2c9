import type { Deps } from '../deps.ts'
import { DerivativeManifest } from '../evidence/manifest.ts'
import type { ExhibitRecord } from '../evidence/record.ts'
import { openSealed } from '../evidence/sealed-file.ts'
import { type DerivativeRow, listDerivatives } from '../evidence/store.ts'
import { openDataKey } from '../seal/keys.ts'
import type { Dossier } from './dossier.ts'
import { type Entry, jsonEntry } from './entry.ts'
import { exhibitName, exhibitPath } from './exhibits.ts'
import { openText, type SealedText } from './sealed.ts'
import type { Notes } from './sealed-files.ts'

/** Something that was made from an original, by what, and from which. It never stands for the original. */
export interface Derived {
  path: string
  kind: DerivativeRow['kind'] | 'metadata'
  sha256: string
  /** Name and version of what made it. */
  tool: string | null
  made_at?: string
  made_from: { exhibit: string; path: string | null; sha256: string | null }
}

const about =
  'Everything listed here was made from an exhibit, to look at or to search. It is a working copy and never ' +
  'the original: the original is the file named under made_from, as it arrived.'

/** The working copies that people looked at. Of one that does not open only its hash is told: the original is there. */
export async function* copyFiles(
  deps: Deps,
  dossier: Dossier,
  notes: Notes,
): AsyncGenerator<Entry> {
  for (const exhibit of dossier.exhibits) {
    if (exhibit.state !== 'stored') continue
    for (const row of await listDerivatives(deps.db, [exhibit.id])) {
      const manifest = openText(
        deps.keys,
        dossier,
        { type: 'derivative', id: row.id },
        row.manifest,
      )
      yield* copyFile(deps, dossier, notes, { exhibit, row, manifest })
    }
  }
}

/** What was made of the originals, what files say of themselves included. */
export function derivedList({ derived }: Notes): Entry {
  return jsonEntry('data/derivatives/derivatives.json', { about, derivatives: derived })
}

/** The original that something was made from. Its path is null while it stays behind. */
export function madeFrom(dossier: Dossier, exhibit: ExhibitRecord): Derived['made_from'] {
  const path = exhibitPath(dossier, exhibit) ?? null
  return { exhibit: exhibitName(exhibit), path, sha256: exhibit.sha256 }
}

interface Copied {
  exhibit: ExhibitRecord
  row: DerivativeRow
  manifest: SealedText
}

async function* copyFile(
  deps: Deps,
  dossier: Dossier,
  notes: Notes,
  { exhibit, row, manifest }: Copied,
): AsyncGenerator<Entry> {
  const { id, kind, tool, at } = row
  const { sha256 } = DerivativeManifest.parse(JSON.parse(manifest.text))
  const bytes = await readCopy(deps, dossier, row, sha256)
  if (!bytes) return void notes.withheld.push({ what: 'copy', why: 'damaged', id, sha256 })
  const name = `data/derivatives/${exhibitName(exhibit)}-${kind}-copy`
  const path = `${name}_${sha256.slice(0, 12)}.${row.mime === 'image/png' ? 'png' : 'jpg'}`
  notes.sealed.push({ path: `${name}.manifest.json`, ...manifest.object })
  notes.derived.push({
    ...{ path, kind, sha256, tool, made_at: at.toISOString() },
    made_from: madeFrom(dossier, exhibit),
  })
  yield { path, body: bytes }
  yield { path: `${name}.manifest.json`, body: manifest.text }
}

/** Copies are small enough to be read whole, so that a damaged one is known before it leaves. */
async function readCopy(
  deps: Deps,
  { row: { key } }: Dossier,
  { object, size }: DerivativeRow,
  sha256: string,
): Promise<Uint8Array | undefined> {
  if (!key) return undefined
  try {
    const stream = await openSealed(deps, {
      object,
      size,
      sha256,
      key: openDataKey(deps.keys, key),
    })
    return new Uint8Array(await new Response(stream).arrayBuffer())
  } catch {
    return undefined
  }
}
