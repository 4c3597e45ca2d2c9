import type { Elsewhere, Gallery } from '../evidence/gallery.ts'
import type { ExhibitRecord } from '../evidence/record.ts'
import { bytes, Hash, TakenAt } from './exhibit-facts.tsx'
import type { Words } from './words.ts'

/** What the panel needs besides the files. */
export interface Shown {
  code: string
  words: Words
  /** Whether whoever looks may try again what failed. */
  writes: boolean
  /** Unix milliseconds. */
  now: number
}

/** A file that nobody has looked into after so long waits for a process that does not run. */
const patience = 2 * 60_000

/** Codes that another look may get rid of. */
const passing = ['no-tool', 'broke-tool', 'timed-out']

/** Every file of a tip as a card of the same size, so that nothing jumps when one arrives. */
export function Exhibits(props: { gallery: Gallery; shown: Shown }) {
  const { gallery, shown } = props
  const { words } = shown
  if (gallery.exhibits.length === 0) return null
  return (
    <section class="exhibits" aria-labelledby="exhibits-title">
      <header class="part-head">
        <h2 id="exhibits-title">{words('exhibits.title')}</h2>
        <p class="hint">{words('exhibits.blurred')}</p>
      </header>
      <ol class="cards">
        {gallery.exhibits.map((exhibit) => (
          <Card exhibit={exhibit} gallery={gallery} shown={shown} />
        ))}
      </ol>
    </section>
  )
}

function Card(props: { exhibit: ExhibitRecord; gallery: Gallery; shown: Shown }) {
  const { exhibit, gallery, shown } = props
  const { words, code } = shown
  const { id, kind, size, state, sha256, message_id, metadata } = exhibit
  const taken = metadata?.facts.taken
  return (
    <li class={`card card-${state}`} id={`exhibit-${id}`}>
      <Look exhibit={exhibit} words={words} look="thumbnail" />
      <div class="card-facts">
        <h3>
          <a href={`/console/tips/${code}/exhibits/${id}`}>{exhibitName(exhibit, words)}</a>{' '}
          <span class="kind">{words(`file.${kind}`)}</span>
        </h3>
        <p>
          {state === 'stored'
            ? words(`exhibits.grade.${exhibit.copy_grade}`)
            : stateOf(exhibit, words)}
        </p>
        <Damage exhibit={exhibit} words={words} />
        {taken && (
          <p>
            <TakenAt taken={taken} words={words} />
          </p>
        )}
        <p class="small">
          {size ? <>{bytes(words, size)} </> : null}
          {sha256 && <Hash value={sha256} words={words} />}
        </p>
        <Links exhibit={exhibit} gallery={gallery} shown={shown} />
        <p class="small">
          {message_id ? (
            <a href={`#message-${message_id}`}>{words('exhibits.from_message')}</a>
          ) : (
            words('exhibits.from_link')
          )}
        </p>
        {shown.writes && mayTryAgain(exhibit, shown.now) && (
          <TryAgain exhibit={exhibit} shown={shown} />
        )}
      </div>
    </li>
  )
}

/** A file by its number, or that it has none yet. */
export function exhibitName({ exhibit }: Pick<ExhibitRecord, 'exhibit'>, words: Words): string {
  return exhibit === null ? words('exhibits.unnumbered') : words('exhibits.name', { n: exhibit })
}

/** Where a file stands on its way, and why it stands there. */
export function stateOf({ state, error_code }: ExhibitRecord, words: Words): string {
  const reason = error_code ? words(`exhibits.fault.${error_code}`) : ''
  const known = reason.endsWith(`exhibits.fault.${error_code}`) ? (error_code ?? '') : reason
  return [words(`exhibits.state.${state}`), known].filter(Boolean).join(': ')
}

/** That the storage has lost or changed the file, which only a backup mends. */
export function Damage({ exhibit, words }: { exhibit: ExhibitRecord; words: Words }) {
  const { damage } = exhibit
  return damage && <p class="alert">{words(`exhibits.damage.${damage}`)}</p>
}

function mayTryAgain({ state, copies, metadata, stored_at }: ExhibitRecord, now: number): boolean {
  if (state !== 'stored') return state === 'failed'
  const codes = [copies, metadata?.error_code]
  if (codes.some((code) => code && passing.includes(code))) return true
  return (!copies || !metadata) && now - Date.parse(stored_at ?? '') > patience
}

function TryAgain({ exhibit, shown }: { exhibit: ExhibitRecord; shown: Shown }) {
  const { code, words } = shown
  const label = words('exhibits.try_again')
  return (
    <form method="post" action={`/console/tips/${code}/exhibits/${exhibit.id}/retry`}>
      <button type="submit" class="quiet" aria-label={`${label}: ${exhibitName(exhibit, words)}`}>
        {label}
      </button>
    </form>
  )
}

/**
 * A copy, blurred until somebody decides to see it, or why there is none. A check box does it, so that it
 * works by keyboard and without scripts.
 */
export function Look(props: {
  exhibit: ExhibitRecord
  words: Words
  look: 'thumbnail' | 'preview'
}) {
  const { exhibit, words, look } = props
  const copy = copyFor(exhibit, look)
  if (!copy) return <p class={`look look-${look} look-none`}>{noLook(exhibit, words)}</p>
  const name = exhibitName(exhibit, words)
  return (
    <label class={`look look-${look}`}>
      <input type="checkbox" class="reveal" aria-label={words('exhibits.reveal', { name })} />
      <img
        src={`/console/files/${exhibit.id}/${look}`}
        alt=""
        loading="lazy"
        width={copy.width ?? undefined}
        height={copy.height ?? undefined}
      />
      <span class="veil" aria-hidden="true">
        {words('exhibits.show')}
      </span>
    </label>
  )
}

function copyFor({ state, derivatives }: ExhibitRecord, look: 'thumbnail' | 'preview') {
  if (state !== 'stored') return undefined
  const kinds: string[] =
    look === 'preview' ? ['preview', 'poster', 'waveform'] : ['thumbnail', 'waveform']
  return derivatives.find(({ kind }) => kinds.includes(kind))
}

function noLook({ state, copies }: ExhibitRecord, words: Words): string {
  if (state !== 'stored') return words(`exhibits.none.${state}`)
  return words(`exhibits.none.${copies === 'made' ? 'unsupported' : (copies ?? 'waiting')}`)
}

/** That it is the same file as another, or looks the same. */
export function Links(props: { exhibit: ExhibitRecord; gallery: Gallery; shown: Shown }) {
  const { exhibit, gallery, shown } = props
  const links = (['duplicate_of', 'similar_to'] as const).flatMap((how) => {
    const other = gallery.linked.get(exhibit[how] ?? '')
    return other ? [{ how, other }] : []
  })
  return (
    <>
      {links.map(({ how, other }) => (
        <p class="link-note">
          <a href={`/console/tips/${other.tip}/exhibits/${other.id}`}>
            {shown.words(`exhibits.${how}`, { name: placeOf(other, shown) })}
          </a>
        </p>
      ))}
    </>
  )
}

function placeOf(other: Elsewhere, { code, words }: Shown): string {
  const name = exhibitName(other, words)
  return other.tip === code ? name : `${name}, ${other.tip}`
}
