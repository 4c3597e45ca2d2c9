import { questions } from '../conversation/questions.ts'
import { languages } from '../i18n/languages.ts'
import type { Line } from '../lines/line.ts'
import { channels, stages } from '../tips/record.ts'
import type { Assignee } from './decisions.tsx'
import { type Query, flags } from './query.ts'
import { type Words, languageName, optionLabel } from './words.ts'

/** One choice among many that narrows a list; nothing chosen narrows nothing. */
export interface List {
  name: string
  chosen: string | undefined
  options: [string, string][]
}

/**
 * The search box and the lists that narrow; those seldom needed lie behind a fold. It is posted, so that what is
 * typed is in no address.
 */
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
    <form class="filters" method="post" action="/console" id="filters">
      {query.status && <input type="hidden" name="status" value={query.status} />}
      <label class="search">
        <span>{words('tips.search')}</span>
        <input
          type="search"
          name="q"
          value={query.q}
          maxlength={200}
          autocomplete="off"
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
            <input name="tag" value={query.tag} maxlength={50} autocomplete="off" />
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
