import { z } from 'zod'
import { questions } from '../conversation/questions.ts'
import { dangers } from '../conversation/script.ts'
import { languages } from '../i18n/languages.ts'
import type { Line } from '../lines/line.ts'
import { Cursor } from '../tips/cursor.ts'
import { channels, stages } from '../tips/record.ts'
import { statuses } from '../tips/status.ts'
import { Storable } from '../tips/storable.ts'
import type { Assignee } from './decisions.tsx'
import { type Words, languageName, optionLabel } from './words.ts'

const flags = ['happening_now', ...dangers] as const
const word = Storable.trim().min(1).max(200).optional().catch(undefined)

/** What the list is narrowed to. A value that means nothing narrows nothing. */
export const Query = z.object({
  q: word,
  status: z.enum(statuses).optional().catch(undefined),
  stage: z.enum(stages).optional().catch(undefined),
  channel: z.enum(channels).optional().catch(undefined),
  language: Storable.min(2).max(35).optional().catch(undefined),
  flag: z.enum(flags).optional().catch(undefined),
  agency: word,
  act: word,
  line: word,
  assignee: z.email().optional().catch(undefined),
  tag: word,
  cursor: Cursor.catch(undefined),
})
export type Query = z.infer<typeof Query>

/** Whether the list leaves anything out. */
export function isFiltered(query: Query): boolean {
  return Object.values(query).some((value) => value !== undefined)
}

/** The names of what narrows the list. */
export function narrowedBy({ cursor: _, ...filter }: Query): string[] {
  return Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : name))
}

/** The query string of the same list, some of it replaced. */
export function search(query: Query, change: Record<string, string | undefined> = {}): string {
  const { cursor: _, ...filter } = query
  const pairs = Object.entries({ ...filter, ...change }).filter(([, value]) => value)
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, value ?? ''])).toString()
  return text && `?${text}`
}

/** One choice among many that narrows a list; nothing chosen narrows nothing. */
export interface List {
  name: string
  chosen: string | undefined
  options: [string, string][]
}

/** The search box and the lists that narrow; those seldom needed lie behind a fold. */
export function Filters(props: {
  query: Query
  words: Words
  lines: Line[]
  assignees: Assignee[]
}) {
  const { query, words } = props
  const rare = rareLists(props)
  const isOpen = Boolean(query.tag) || rare.some(({ chosen }) => chosen)
  return (
    <form class="filters" method="get" action="/console" id="filters">
      {query.status && <input type="hidden" name="status" value={query.status} />}
      <label class="search">
        <span>{words('tips.search')}</span>
        <input
          type="search"
          name="q"
          value={query.q}
          maxlength={200}
          placeholder={words('tips.search_hint')}
        />
      </label>
      {commonLists(props).map((list) => (
        <Select list={list} words={words} />
      ))}
      <button type="submit" class="quiet">
        {words('tips.filter')}
      </button>
      <details class="more" open={isOpen}>
        <summary>{words('tips.more')}</summary>
        <div>
          {rare.map((list) => (
            <Select list={list} words={words} />
          ))}
          <label>
            <span>{words('tips.tag')}</span>
            <input name="tag" value={query.tag} maxlength={50} />
          </label>
        </div>
      </details>
    </form>
  )
}

/** The choice with its label, which is a word of the list of tips unless given. */
export function Select(props: { list: List; words: Words; label?: string }) {
  const { list, words } = props
  const { name, chosen, options } = list
  return (
    <label>
      <span>{props.label ?? words(`tips.${name}`)}</span>
      <select name={name}>
        <option value="">{words('tips.any')}</option>
        {options.map(([value, label]) => (
          <option value={value} selected={value === chosen}>
            {label}
          </option>
        ))}
      </select>
    </label>
  )
}

function commonLists({ query, words }: { query: Query; words: Words }): List[] {
  const { stage, channel, language, flag } = query
  const spoken = languages.map(({ code }) => code)
  return [
    { name: 'stage', chosen: stage, options: named(stages, (one) => words(`stage.${one}`)) },
    {
      name: 'channel',
      chosen: channel,
      options: named(channels, (one) => words(`channel.${one}`)),
    },
    {
      name: 'language',
      chosen: language,
      options: named(spoken, (one) => languageName(words, one)),
    },
    { name: 'flag', chosen: flag, options: named(flags, (one) => words(`flag.${one}`)) },
  ]
}

function rareLists(props: Parameters<typeof Filters>[0]): List[] {
  const { query, words, lines, assignees } = props
  const { agency, act, line, assignee } = query
  const own = { name: 'line', chosen: line, options: lines.map(nameOfLine) }
  return [
    { name: 'agency', chosen: agency, options: codesOf('agency', words) },
    { name: 'act', chosen: act, options: codesOf('acts', words) },
    ...(lines.length > 1 ? [own] : []),
    {
      name: 'assignee',
      chosen: assignee,
      options: assignees.map(({ name, email }) => [email, name]),
    },
  ]
}

function codesOf(id: string, words: Words): [string, string][] {
  const options = questions.find((question) => question.id === id)?.options ?? []
  return options.map(({ code }) => [code, optionLabel(words, id, code)])
}

function nameOfLine({ id, name }: Line): [string, string] {
  return [id, name]
}

function named(values: readonly string[], label: (value: string) => string): [string, string][] {
  return values.map((value) => [value, label(value)])
}
