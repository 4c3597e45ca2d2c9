import { languages } from '../../i18n/languages.ts'
import type { ToldEvent } from '../../ledger/history/store.ts'
import type { Dossier } from '../dossier.ts'
import { exhibitName, exhibitPath } from '../exhibits.ts'
import { softwareVersion } from '../paperwork.ts'
import type { Withheld } from '../withheld.ts'
import { accountSection, answersSection, codingSections } from './answers.ts'
import type { Block, Card, Report, Said, Section } from './report.ts'
import { talkSection } from './talk.ts'
import {
  consoleLabel,
  exact,
  type Labels,
  labelsFor,
  languageLabel,
  ours,
  utcTime,
} from './words.ts'

/** What a report tells beside the dossier. */
export interface Around {
  /** The first events of the tip, and how many there are. */
  events: ToldEvent[]
  all: number
  withheld: Withheld[]
}

/** Puts a report together. Labels are in one language, what the person said stays in theirs. */
export function buildReport(dossier: Dossier, around: Around): Report {
  const { tip, line, request } = dossier
  const labels = labelsFor(request.language)
  const named = { code: tip.code, agency: line.agency }
  return {
    language: request.language,
    title: labels('title'),
    subtitle: `${tip.code} · ${line.agency}`,
    running: labels('running', named),
    warning: labels('warning'),
    page_of: labels('page_of'),
    sections: [
      tipSection(labels, dossier),
      accountSection(labels, dossier),
      answersSection(labels, dossier),
      ...codingSections(labels, dossier),
      exhibitSection(labels, dossier),
      talkSection(labels, dossier),
      custodySection(labels, dossier, around),
      ledgerSection(labels, dossier, around),
      withheldSection(labels, dossier, around),
    ],
  }
}

type Fact = [name: string, value: Said]

function facts(labels: Labels, rows: Fact[]): Block {
  return {
    type: 'facts',
    rows: rows.map(([name, value]) => ({ label: labels(`fact.${name}`), value: [value] })),
  }
}

function tipSection(labels: Labels, { tip, line, made_at }: Dossier): Section {
  const say = (text: string) => ours(labels, text)
  const native = languages.find(({ code }) => code === tip.language)?.name
  const name = languageLabel(labels, tip.language)
  const { alias, identity_mode } = tip.contact
  const rows: Fact[] = [
    ['code', say(tip.code)],
    ['line', say(line.name)],
    ['agency', say(line.agency)],
    ['received', say(utcTime(tip.received_at))],
    ['submitted', say(tip.submitted_at ? utcTime(tip.submitted_at) : labels('not_yet'))],
    ['stage', say(consoleLabel(labels, `stage.${tip.stage}`))],
    ['channel', say(consoleLabel(labels, `channel.${tip.channel}`))],
    ['language', say(native && native !== name ? `${name} (${tip.language})` : name)],
    ['contact', say(labels('alias', { alias }))],
  ]
  if (identity_mode) rows.push(['identity', say(consoleLabel(labels, `identity.${identity_mode}`))])
  if (tip.hold) rows.push(['hold', say(labels('stands'))])
  rows.push(['made', say(utcTime(new Date(made_at).toISOString()))])
  rows.push(['software', say(`tipthread ${softwareVersion}`)])
  return { title: labels('part.tip'), blocks: [facts(labels, rows)] }
}

function exhibitSection(labels: Labels, dossier: Dossier): Section {
  const { exhibits } = dossier
  const title = labels('part.exhibits')
  if (exhibits.length === 0)
    return { title, blocks: [{ type: 'note', text: labels('no_exhibits') }] }
  const rows = exhibits.map((exhibit) => card(labels, exhibit, dossier))
  return { title, blocks: [{ type: 'cards', rows }] }
}

function card(labels: Labels, exhibit: Dossier['exhibits'][number], dossier: Dossier): Card {
  const { id, kind, mime, size, received_at, state, copy_grade, sha256 } = exhibit
  const named = (other: string | null) => {
    const found = dossier.exhibits.find((one) => one.id === other)
    return found && exhibitName(found)
  }
  const [same, similar] = [named(exhibit.duplicate_of), named(exhibit.similar_to)]
  const name = exhibit.exhibit === null ? labels('file_missing', { id }) : exhibitName(exhibit)
  const count = new Intl.NumberFormat(labels.language).format(size ?? 0)
  return {
    title: [name, consoleLabel(labels, `file.${kind}`), mime].filter(Boolean).join(' · '),
    facts: [
      [
        ...(size === null ? [] : [labels('bytes', { count })]),
        labels('got', { at: utcTime(received_at) }),
        ...(state === 'stored' ? [] : [consoleLabel(labels, `file.state.${state}`)]),
      ].join(' · '),
      labels(`grade.${copy_grade}`),
      ...(same ? [labels('same', { name: same })] : []),
      ...(similar ? [labels('similar', { name: similar })] : []),
      ...[exhibitPath(dossier, exhibit) ?? []].flat(),
      ...exhibit.derivatives.map(({ kind, tool }) => labels(`copy.${kind}`, { tool })),
    ],
    hashes: sha256 ? [{ label: 'SHA-256', value: sha256 }] : [],
  }
}

function custodySection(labels: Labels, { exhibits }: Dossier, { events, all }: Around): Section {
  const numbered = exhibits.filter(({ exhibit }) => exhibit !== null)
  const names = new Map(numbered.map((one) => [one.id, exhibitName(one)]))
  const rows = events.map((event) => [
    String(event.seq),
    utcTime(event.at.toISOString()).replace(' UTC', ''),
    actorLabel(labels, event),
    [actionLabel(labels, event), ...namesIn(event, names)].join(' · '),
  ])
  const head = ['number', 'at', 'who', 'what'].map((name) => labels(`events.${name}`))
  const blocks: Block[] = [{ type: 'table', widths: [0.9, 2.2, 2.6, 5], head, rows }]
  if (events.length < all) {
    blocks.push({ type: 'note', text: labels('events.more', { shown: events.length, all }) })
  }
  return { title: labels('part.custody'), blocks }
}

/** The exhibits that an event names. */
function namesIn({ objects }: ToldEvent, names: Map<string, string>): string[] {
  const ids = Object.values(objects as { id: string }[]).map(({ id }) => names.get(id))
  return [...new Set(ids.filter((name) => name !== undefined))]
}

function actionLabel(labels: Labels, { action }: ToldEvent): string {
  const label = consoleLabel(labels, `history.action.${action}`)
  return label.startsWith('console.') ? action : label
}

function actorLabel(labels: Labels, { actor, actor_name }: ToldEvent): string {
  if (actor_name) return actor_name
  return actor.startsWith('staff:') ? labels('staff') : labels(`actor.${actor}`)
}

function ledgerSection(labels: Labels, { checkpoint }: Dossier, { all }: Around): Section {
  const rows: Fact[] = [
    ['size', ours(labels, String(checkpoint.size))],
    ['covered', ours(labels, String(all))],
    ['root', exact(labels, Buffer.from(checkpoint.root).toString('base64'))],
    ['key', exact(labels, checkpoint.signer)],
  ]
  return {
    title: labels('part.ledger'),
    blocks: [{ type: 'note', text: labels('check') }, facts(labels, rows)],
  }
}

function withheldSection(labels: Labels, { request }: Dossier, { withheld }: Around): Section {
  const groups = Map.groupBy(withheld, ({ what, why }) => `${what} ${why}`)
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const what = labels(`left_out.${first.what}`)
    const why = labels(`why.${first.why}`)
    return [{ type: 'note' as const, text: labels('left_row', { what, why, count: group.length }) }]
  })
  const unmasked = request.unmasked ? [{ type: 'note' as const, text: labels('unmasked') }] : []
  return { title: labels('part.withheld'), blocks: [...unmasked, ...rows] }
}
