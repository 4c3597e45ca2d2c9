import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Guarded } from '../auth/guard.ts'
import { Failure } from '../errors.ts'
import { Cursor } from '../tips/cursor.ts'
import { Problem } from './problem.ts'

/** The app that the route files mount themselves on. */
export type Api = OpenAPIHono<Guarded>

/** A tip's code as people type it. */
export const Code = z
  .string()
  .max(40)
  .transform((code) => code.trim().toUpperCase())
  .openapi({ type: 'string', example: 'T-7F3K-92QM' })

/** Where to go on reading a list. */
export const CursorParameter = Cursor.openapi({
  type: 'string',
  description: 'The next_cursor of the page before',
})

/** A moment with its offset. */
export const Moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .openapi({ type: 'string', format: 'date-time' })

/** How many items a page holds. */
export const Limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(200)
  .default(50)
  .openapi({ type: 'integer', minimum: 1, maximum: 200, default: 50 })

/** The part of a list that is wanted, of lists that are read whole. */
export const Part = z.object({
  cursor: z
    .string()
    .max(100)
    .optional()
    .openapi({ description: 'The next_cursor of the page before' }),
  limit: Limit,
})

/** One page of a list that is read whole; its cursor is the name of its last item. */
export function pageOf<T>(
  all: T[],
  name: (item: T) => string,
  { cursor, limit }: z.infer<typeof Part>,
): { items: T[]; next_cursor: string | null } {
  const from = cursor === undefined ? 0 : all.findIndex((one) => name(one) === cursor) + 1
  if (cursor !== undefined && from === 0) throw new Failure('bad-request', 'No such cursor')
  const items = all.slice(from, from + limit)
  const last = from + limit < all.length ? items.at(-1) : undefined
  return { items, next_cursor: last === undefined ? null : name(last) }
}

/** The shape of every list. */
export function list<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() })
}

/** A required JSON body. */
export function json<T extends z.ZodType>(schema: T) {
  return { required: true as const, content: { 'application/json': { schema } } }
}

/** What a route answers: its good answer, and problem details for all others. */
export function ok<T extends z.ZodType>(description: string, schema: T) {
  return { 200: answer(description, schema), default: problem }
}

/** The same for a route that makes something. */
export function created<T extends z.ZodType>(description: string, schema: T) {
  return { 201: answer(description, schema), default: problem }
}

function answer<T extends z.ZodType>(description: string, schema: T) {
  return { description, content: { 'application/json': { schema } } }
}

const problem = {
  description: 'Problem details (RFC 9457)',
  content: { 'application/problem+json': { schema: Problem } },
}

/** What a route answers that sends a file. */
export function bytes(description: string) {
  const schema = { type: 'string', format: 'binary' } as const
  const content = { 'application/octet-stream': { schema } }
  return { 200: { description, content }, 206: { description, content }, default: problem }
}
