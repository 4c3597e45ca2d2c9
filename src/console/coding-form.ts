import { z } from 'zod'
import { Coding } from '../conversation/record.ts'

/** One field of the form, as the schema of a coding has it. */
export interface Field {
  name: string
  kind: 'text' | 'number' | 'choice' | 'choices'
  codes: readonly string[]
}

const Node = z.object({
  type: z.string().optional(),
  enum: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
})
type Node = z.infer<typeof Node>

const schema = z.toJSONSchema(Coding, { io: 'input', unrepresentable: 'any' })
const root = Node.parse(schema.$defs?.['Coding'])

/** Rows of the same kind, and the letter that their labels begin with. */
export const sections: readonly {
  name: string
  letter?: string
  fields: Field[]
  quotes: boolean
}[] = [
  { name: 'persons', letter: 'P', ...rowsLike('persons') },
  { name: 'agents', letter: 'A', ...rowsLike('agents') },
  { name: 'vehicles', letter: 'V', ...rowsLike('vehicles') },
  { name: 'acts', ...rowsLike('acts') },
  { name: 'words_said', ...rowsLike('words_said') },
]

/** What is coded once for the whole tip. */
export const rest: Field[] = Object.entries(root.properties ?? {})
  .filter(([name]) => !sections.some((section) => section.name === name))
  .map(([name, node]) => fieldOf(name, Node.parse(node)))

function rowsLike(section: string): { fields: Field[]; quotes: boolean } {
  const rows = Node.parse(root.properties?.[section])
  const { properties = {} } = Node.parse(rows.items)
  const { quotes, ...others } = properties
  const fields = Object.entries(others).map(([name, node]) => fieldOf(name, Node.parse(node)))
  return { fields, quotes: quotes !== undefined }
}

function fieldOf(name: string, node: Node): Field {
  if (node.enum) return { name, kind: 'choice', codes: node.enum }
  if (node.type === 'array') {
    return { name, kind: 'choices', codes: Node.parse(node.items).enum ?? [] }
  }
  return { name, kind: node.type === 'integer' ? 'number' : 'text', codes: [] }
}

/** A row, or the whole, as it is typed: nothing in it is checked yet. */
export type Typed = Record<string, unknown>
/** A form as it was sent. */
export type Sent = Record<string, unknown>

/** What a form says, in the shape of a coding. Empty fields are left out, rows stay where they are. */
export function readForm(sent: Sent): Typed {
  const rows = sections.map(({ name, fields }) => [name, readRows(sent, name, fields)])
  return { ...Object.fromEntries(rows), ...readFields(sent, '', rest) }
}

function readRows(sent: Sent, section: string, fields: Field[]): Typed[] {
  const rows: Typed[] = []
  for (let index = 0; sent[`${section}.${index}`] !== undefined && index < 100; index++) {
    const quotes = parseQuotes(sent[`${section}.${index}.quotes`])
    const row = readFields(sent, `${section}.${index}.`, fields)
    rows.push({ ...row, ...(quotes !== undefined && { quotes }) })
  }
  return rows
}

function readFields(sent: Sent, path: string, fields: Field[]): Typed {
  const given = fields.flatMap(({ name, kind }) => {
    const all = [sent[path + name]].flat().filter((one) => typeof one === 'string' && one.trim())
    if (all.length === 0) return []
    const [first] = all
    if (kind === 'choices') return [[name, all] as const]
    return [[name, kind === 'number' ? Number(first) : first] as const]
  })
  return Object.fromEntries(given)
}

/** Which words a row rests on: carried through the form as it is. */
function parseQuotes(sent: unknown): unknown {
  if (typeof sent !== 'string' || !sent) return undefined
  try {
    return JSON.parse(sent)
  } catch {
    return undefined
  }
}

/** Adds an empty row, with the next label of its kind. */
export function addRow(typed: Typed, name: string): Typed {
  const section = sections.find((one) => one.name === name)
  if (!section) return typed
  const rows = rowsOf(typed, name)
  const taken = rows.map(({ label }) => Number(String(label ?? '').slice(1)) || 0)
  const label = section.letter && `${section.letter}${Math.max(0, ...taken) + 1}`
  return { ...typed, [name]: [...rows, label ? { label } : {}] }
}

/** Takes a row away, named like `persons.0`. */
export function removeRow(typed: Typed, at: string): Typed {
  const [name = '', index] = at.split('.')
  if (!sections.some((one) => one.name === name)) return typed
  return { ...typed, [name]: rowsOf(typed, name).filter((_, n) => n !== Number(index)) }
}

/** The rows of a section as they are typed. */
export function rowsOf(typed: Typed, name: string): Typed[] {
  const rows = typed[name]
  return Array.isArray(rows) ? rows : []
}
