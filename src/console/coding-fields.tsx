import { actGroups } from '../conversation/record.ts'
import { type Field, type Typed, rest, rowsOf, sections } from './coding-form.ts'
import { type Misquotes, QuoteFields, type Source } from './coding-quotes.tsx'
import { type Words, optionLabel } from './words.ts'

/** Every row and field of a coding as it is typed. `fresh` is the row that was just added. */
export function Fields(props: {
  typed: Typed
  fresh?: string
  source: Source
  misquotes?: Misquotes | undefined
}) {
  const { typed, fresh, source, misquotes = new Map() } = props
  const { words } = source
  return (
    <>
      <datalist id="labels">
        {labelsOf(typed).map((label) => (
          <option value={label} />
        ))}
      </datalist>
      {sections.map(({ name, fields, quotes }) => (
        <fieldset class="section" id={name}>
          <legend>{words(`coding.field.${name}`)}</legend>
          {rowsOf(typed, name).map((row, index) => (
            <Row
              {...{ row, fields, quotes, source, misquotes }}
              path={`${name}.${index}`}
              fresh={fresh}
            />
          ))}
          <button type="submit" name="add" value={name} class="quiet">
            {words('coding.add')} <span class="unseen">{words(`coding.field.${name}`)}</span>
          </button>
        </fieldset>
      ))}
      <fieldset class="section">
        <legend>{words('coding.field.rest')}</legend>
        <div class="fields">
          {rest.map((field) => (
            <Input field={field} path="" given={typed[field.name]} words={words} />
          ))}
        </div>
      </fieldset>
    </>
  )
}

function labelsOf(typed: Typed): string[] {
  const rows = sections.flatMap(({ name, letter }) => (letter ? rowsOf(typed, name) : []))
  return rows.flatMap(({ label }) => (typeof label === 'string' ? label : []))
}

/** Fields that name a row of another kind by its label. */
const references = ['agent', 'person', 'vehicle', 'speaker']

function Row(props: {
  row: Typed
  fields: Field[]
  path: string
  quotes: boolean
  fresh: string | undefined
  source: Source
  misquotes: Misquotes
}) {
  const { row, fields, path, quotes, fresh, source, misquotes } = props
  const { words } = source
  const name = String(row['label'] ?? Number(path.split('.')[1]) + 1)
  return (
    <fieldset class="entry" id={path}>
      <legend>{name}</legend>
      <input type="hidden" name={path} value="" />
      <div class="fields">
        {fields.map((field, index) => (
          <Input
            {...{ field, words }}
            path={`${path}.`}
            given={row[field.name]}
            focus={path === fresh && index === (row['label'] ? 1 : 0)}
          />
        ))}
      </div>
      {quotes && <QuoteFields {...{ row, path, name, source, misquotes }} />}
      <button type="submit" name="remove" value={path} class="quiet">
        {words('coding.remove')} <span class="unseen">{name}</span>
      </button>
    </fieldset>
  )
}

interface InputProps {
  field: Field
  path: string
  given: unknown
  focus?: boolean
  words: Words
}

function Input(props: InputProps) {
  const { field, path, given, focus, words } = props
  const label = words(`coding.field.${field.name}`)
  if (field.kind === 'choices') return <Boxes {...props} />
  return (
    <label>
      <span>{label}</span>
      {field.kind === 'choice' ? (
        <Select {...props} />
      ) : (
        <input
          name={path + field.name}
          value={given === undefined ? '' : String(given)}
          inputmode={field.kind === 'number' ? 'numeric' : undefined}
          list={references.includes(field.name) ? 'labels' : undefined}
          maxlength={2000}
          autofocus={focus}
        />
      )}
    </label>
  )
}

function Select({ field, path, given, focus, words }: InputProps) {
  const option = (code: string) => (
    <option value={code} selected={code === given}>
      {codeLabel(words, code)}
    </option>
  )
  return (
    <select name={path + field.name} autofocus={focus}>
      <option value="">{words('coding.choose')}</option>
      {field.name === 'act_type'
        ? Object.entries(actGroups).map(([group, codes]) => (
            <optgroup label={words(`coding.group.${group}`)}>{codes.map(option)}</optgroup>
          ))
        : field.codes.map(option)}
    </select>
  )
}

function Boxes({ field, path, given, words }: InputProps) {
  const chosen: unknown[] = Array.isArray(given) ? given : []
  return (
    <fieldset class="boxes">
      <legend>{words(`coding.field.${field.name}`)}</legend>
      {field.codes.map((code) => (
        <label>
          <input
            type="checkbox"
            name={path + field.name}
            value={code}
            checked={chosen.includes(code)}
          />
          {codeLabel(words, code)}
        </label>
      ))}
    </fieldset>
  )
}

/** A code of the coding in words; agencies are named as everywhere. */
export function codeLabel(words: Words, code: string): string {
  const key = `coding.codes.${code}`
  const label = words(key)
  return label.endsWith(key) ? optionLabel(words, 'agency', code) : label
}
