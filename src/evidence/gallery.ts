import type { Deps } from '../deps.ts'
import { readExhibits } from './read.ts'
import type { ExhibitRecord } from './record.ts'
import { listNumbers } from './store.ts'

/** Where a file stands that another is linked to. */
export interface Elsewhere {
  id: string
  /** The tip's code. */
  tip: string
  exhibit: number | null
}

/** The files of a tip, and where the files stand that they are the same as or look like. */
export interface Gallery {
  exhibits: ExhibitRecord[]
  linked: Map<string, Elsewhere>
}

/** Everything that a page shows of a tip's files. Of files that people took back nothing is told. */
export async function readGallery(
  deps: Deps,
  tip: { id: string; stage: string },
): Promise<Gallery> {
  if (tip.stage === 'withdrawn') return { exhibits: [], linked: new Map() }
  const exhibits = await readExhibits(deps, tip)
  const ids = exhibits.flatMap(({ duplicate_of, similar_to }) => [duplicate_of, similar_to])
  const found = await listNumbers(
    deps.db,
    ids.flatMap((id) => id ?? []),
  )
  return { exhibits, linked: new Map(found.map((one) => [one.id, one])) }
}
