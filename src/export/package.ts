import type { Deps } from '../deps.ts'
import type { ToldEvent } from '../ledger/history/store.ts'
import { signNote } from '../ledger/note.ts'
import { recordEvents } from '../ledger/record.ts'
import { originOf } from '../ledger/seal.ts'
import { signingKeys } from '../seal/keys.ts'
import type { TipRow } from '../tips/store.ts'
import { bagFiles, type Bagging } from './bag.ts'
import { caseFile } from './case-uco.ts'
import { consentFiles } from './consent.ts'
import { copyFiles } from './copies.ts'
import { custodyFiles, type Ledgered, sealedEvents } from './custody.ts'
import { type Dossier, readDossier } from './dossier.ts'
import { type Entry, jsonEntry } from './entry.ts'
import { exhibitFiles } from './exhibits.ts'
import { identityFiles } from './identity.ts'
import { certificateFiles, readmeFile, softwareVersion } from './paperwork.ts'
import { beginExport } from './permit.ts'
import { type Around, buildReport } from './report/build.ts'
import { reportPage } from './report/page.tsx'
import type { Press } from './report/press.ts'
import type { ExportRequest } from './request.ts'
import { newNotes, sealedFiles } from './sealed-files.ts'
import { structuredFiles } from './structured.ts'
import { statementFiles } from './statement.ts'
import { maskedWords } from './withheld.ts'

/** What only Node can do for a package. */
export interface Tools {
  press: Press
  /** The text of the script that checks packages. */
  verifier: string
}

/** A package that is made while it is read. */
export interface Parcel {
  /** Of its folder. */
  name: string
  files: AsyncIterable<Entry>
}

/** So many events are printed; all are in the package. */
const printed = 400

/**
 * Begins the package of a tip: a bag whose files are made as they are read, one after the other. When the
 * last is out, the ledger says what left. Throws as `Exporter.pack` does.
 */
export async function beginParcel(
  deps: Deps,
  tools: Tools,
  tip: TipRow,
  request: ExportRequest,
): Promise<Parcel> {
  await beginExport(deps, tip, request)
  const dossier = await readDossier(deps, tip, request)
  const name = parcelName(dossier)
  const told = { tip_id: tip.id, checkpoint: dossier.checkpoint }
  const files = request.identity
    ? identityBag(deps, tools, dossier, told)
    : tipBag(deps, tools, dossier, { ...told, name })
  return { name, files: noted(deps, dossier, name, files) }
}

async function* tipBag(
  deps: Deps,
  { press, verifier }: Tools,
  dossier: Dossier,
  { name, ...told }: Ledgered & { name: string },
): AsyncGenerator<Entry> {
  const notes = newNotes(maskedWords(dossier))
  yield readmeFile(dossier)
  yield { path: 'verify.mjs', body: verifier }
  yield* statementFiles(dossier)
  yield* structuredFiles(dossier)
  yield* consentFiles(dossier)
  yield* exhibitFiles(deps, dossier, notes)
  yield* copyFiles(deps, dossier, notes)
  yield* sealedFiles(deps, dossier, notes)
  yield* custodyFiles(deps, told)
  yield caseFile(deps, told, dossier)
  const { events, all } = await firstEvents(deps, told)
  yield* certificateFiles(dossier, { bag: name, events: all })
  yield* reportFiles(press, dossier, { events, all, withheld: notes.withheld })
}

/** The report, and what is not in the package. A text that cannot be set costs the PDF and nothing else. */
async function* reportFiles(press: Press, dossier: Dossier, around: Around): AsyncGenerator<Entry> {
  const { withheld } = around
  const printed = await press.print(buildReport(dossier, around), dossier.made_at)
  if ('spoilt' in printed) withheld.push({ what: 'report', why: 'not_set' })
  else yield { path: 'data/report.pdf', body: printed.pdf }
  const fonts = 'spoilt' in printed ? { faces: [], families: {} } : printed
  yield { path: 'data/report.html', body: reportPage(buildReport(dossier, around), fonts) }
  yield jsonEntry('data/withheld.json', withheld)
}

async function* identityBag(
  deps: Deps,
  { verifier }: Tools,
  dossier: Dossier,
  told: Ledgered,
): AsyncGenerator<Entry> {
  yield readmeFile(dossier)
  yield { path: 'verify.mjs', body: verifier }
  yield* identityFiles(deps, dossier)
  yield* sealedFiles(deps, dossier, newNotes())
  yield* custodyFiles(deps, told)
}

/** Bags the files and writes down what left. */
async function* noted(
  deps: Deps,
  dossier: Dossier,
  name: string,
  files: AsyncIterable<Entry>,
): AsyncGenerator<Entry> {
  const { row, request } = dossier
  let list = ''
  const bagging = baggingOf(deps, dossier, (sha256) => {
    list = sha256
  })
  yield* bagFiles(files, bagging)
  const { identity, unmasked, by } = request
  await recordEvents(deps.db, [
    {
      ...{ actor: by, action: 'export.made', at: deps.now() },
      ...{ thread_id: row.thread_id, tip_id: row.id },
      details: { package: name, tagmanifest_sha256: list, identity, unmasked },
    },
  ])
}

function baggingOf(deps: Deps, dossier: Dossier, tell: (sha256: string) => void): Bagging {
  const { tip, line, made_at } = dossier
  const [key] = signingKeys(deps.keys)
  if (!key) throw new Error('a key ring has a first key')
  const origin = originOf(deps.config)
  const seal: Bagging['seal'] = (sha256) => {
    tell(sha256)
    const note = signNote(key, origin, `tipthread package of ${tip.code}\n${sha256}\n`)
    return [{ path: 'tagmanifest-sha256.txt.sig', body: note }]
  }
  const info = {
    'Source-Organization': line.agency,
    'External-Identifier': tip.code,
    'External-Description': `What a person told the tip line ${line.name}. Everything in it is alleged.`,
    'Bagging-Date': new Date(made_at).toISOString().slice(0, 10),
    'Bag-Software-Agent': `tipthread ${softwareVersion}`,
  }
  return { info, seal }
}

async function firstEvents(
  deps: Deps,
  told: Ledgered,
): Promise<{ events: ToldEvent[]; all: number }> {
  const events: ToldEvent[] = []
  let all = 0
  for await (const rows of sealedEvents(deps, told)) {
    events.push(...rows.slice(0, printed - events.length))
    all += rows.length
  }
  return { events, all }
}

function parcelName({ tip, made_at, request }: Dossier): string {
  const time = new Date(made_at).toISOString().replace(/[-:]|\.\d+/g, '')
  return `${tip.code}-${time}${request.identity ? '-identity' : ''}`
}
