import { z } from '@hono/zod-openapi'
import type { Place } from '../tips/store.ts'

const Cursor = z.tuple([z.string().regex(/^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d[\d.:+-]*$/), z.uuid()])

/** Where a page ended, as an opaque word for programs. */
export function writeCursor(place: Place | null): string | null {
  return place && Buffer.from(JSON.stringify([place.at, place.id])).toString('base64url')
}

/** The query parameter `cursor`, read back. */
export const CursorParameter = z
  .string()
  .max(200)
  .optional()
  .transform((text, context): Place | undefined => {
    if (text === undefined) return undefined
    const parsed = Cursor.safeParse(parseJson(Buffer.from(text, 'base64url').toString()))
    if (parsed.success) return { at: parsed.data[0], id: parsed.data[1] }
    context.addIssue('not a cursor of this list')
    return z.NEVER
  })
  .openapi({ type: 'string', description: '`next_cursor` of the page before' })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
