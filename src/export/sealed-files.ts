import type { Deps } from '../deps.ts'
import { hidesPlace } from '../tips/masking.ts'
import type { Dossier } from './dossier.ts'
import { type Entry, jsonEntry } from './entry.ts'
import { type Derived, derivedList, madeFrom } from './copies.ts'
import { exhibitName } from './exhibits.ts'
import { holdsToken } from './links.ts'
import { openText, type SealedPath, type SealedText } from './sealed.ts'
import { listAnswers, listSealedFiles, listSealedMessages, type SealedMessage } from './store.ts'
import type { Withheld } from './withheld.ts'

type Reading = Pick<Deps, 'db' | 'keys'>

/** What a package says of itself while it is made. */
export interface Notes {
  sealed: SealedPath[]
  withheld: Withheld[]
  /** What was made from the exhibits. */
  derived: Derived[]
}

/** Nothing said yet. */
export function newNotes(withheld: Withheld[] = []): Notes {
  return { sealed: [], withheld, derived: [] }
}

const page = 200

/**
 * What is sealed in the database, as it was sealed, so that its hash can be found in the events: messages
 * that went out, answers, what was measured of files. What came in holds the person's address and stays
 * behind but for the bag of identity.
 */
export async function* sealedFiles(
  deps: Reading,
  dossier: Dossier,
  notes: Notes,
): AsyncGenerator<Entry> {
  yield* messageFiles(deps, dossier, notes)
  if (!dossier.request.identity) {
    yield* answerFiles(deps, dossier, notes)
    yield* fileFiles(deps, dossier, notes)
    yield derivedList(notes)
  }
  yield jsonEntry('data/custody/sealed.json', notes.sealed)
}

async function* messageFiles(
  { db, keys }: Reading,
  dossier: Dossier,
  notes: Notes,
): AsyncGenerator<Entry> {
  const { row } = dossier
  for (let after: string | undefined; ;) {
    const rows = await listSealedMessages(db, row.id, { after, limit: page })
    for (const { id, direction, body } of rows) {
      const text = openText(keys, dossier, { type: 'message', id }, body)
      const { sha256 } = text.object
      const why = whyHeld(dossier, { id, direction }, text.text)
      if (why) notes.withheld.push({ what: 'payload', why, id, sha256 })
      else yield sealedFile(notes, `data/provider/${id}.raw.json`, text)
    }
    if (rows.length < page) return
    after = rows.at(-1)?.id
  }
}

/** A message as it was sealed holds all of it: it stays behind where the statement leaves something out. */
function whyHeld(
  { request, messages, tokens }: Dossier,
  { id, direction }: Pick<SealedMessage, 'id' | 'direction'>,
  text: string,
): Withheld['why'] | undefined {
  if (direction === 'in' && !request.identity) return 'identity'
  if (holdsToken(text, tokens)) return 'link'
  if (request.identity) return undefined
  const told = messages.find((message) => message.id === id)
  if (!told || (told.hidden.length === 0 && !told.until_safe)) return undefined
  return told.until_safe || told.hidden.some(({ kind }) => kind === 'place')
    ? 'until_safe'
    : 'masked'
}

async function* answerFiles(
  { db, keys }: Reading,
  dossier: Dossier,
  notes: Notes,
): AsyncGenerator<Entry> {
  const rows = await listAnswers(db, dossier.row.id)
  for (const { tip_id, question, version, words } of rows) {
    if (!words) continue
    const id = `${tip_id}:${question}:${version}`
    const text = openText(keys, dossier, { type: 'answer', id }, words)
    const told = dossier.answers.find((one) => one.question === question && one.version === version)
    const { sha256 } = text.object
    const [kind] = told?.hidden ?? []
    if (holdsToken(text.text, dossier.tokens)) {
      notes.withheld.push({ what: 'answer', why: 'link', id, sha256 })
    } else if (!kind)
      yield sealedFile(notes, `data/structured/sealed/${question}-${version}.json`, text)
    else {
      const why = kind === 'place' ? 'until_safe' : 'masked'
      notes.withheld.push({ what: 'answer', why, id, kinds: told?.hidden ?? [], sha256 })
    }
  }
}

async function* fileFiles(
  { db, keys }: Reading,
  dossier: Dossier,
  notes: Notes,
): AsyncGenerator<Entry> {
  for (const row of await listSealedFiles(db, dossier.row.id)) {
    for (const type of ['manifest', 'metadata'] as const) {
      const sealed = row[type]
      if (!sealed?.length) continue
      const text = openText(keys, dossier, { type, id: row.id }, sealed)
      const path = `data/metadata/${exhibitName(row)}.${type}.json`
      const { sha256 } = text.object
      if (type === 'metadata' && hidesPlace(dossier.row)) {
        notes.withheld.push({ what: 'metadata', why: 'until_safe', id: row.id, sha256 })
        continue
      }
      if (type === 'metadata') noteMetadata(notes, dossier, { id: row.id, path, sha256 })
      yield sealedFile(notes, path, text)
    }
  }
}

/** What a tool read in a file was made from it, as its copies were. */
function noteMetadata(
  { derived }: Notes,
  dossier: Dossier,
  { id, path, sha256 }: { id: string; path: string; sha256: string },
): void {
  const exhibit = dossier.exhibits.find((one) => one.id === id)
  if (!exhibit) return
  const tool = exhibit.metadata?.tool ?? null
  derived.push({ path, kind: 'metadata', sha256, tool, made_from: madeFrom(dossier, exhibit) })
}

function sealedFile(notes: Notes, path: string, { text, object }: SealedText): Entry {
  notes.sealed.push({ path, ...object })
  return { path, body: text }
}
