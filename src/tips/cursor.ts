import { z } from 'zod'
import type { Place } from './store.ts'

const moment = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,6})?[+-](0\d|1[0-5])(:[0-5]\d){0,2}$/
const At = z.string().refine((at) => {
  const [, day, time] = moment.exec(at) ?? []
  return z.iso.datetime().safeParse(`${day}T${time}Z`).success
})
const Parts = z.tuple([At, z.uuid()])

/** Where a page ended, as an opaque word for addresses. */
export function writeCursor(place: Place | null): string | null {
  return place && Buffer.from(JSON.stringify([place.at, place.id])).toString('base64url')
}

/** The query parameter `cursor`, read back. */
export const Cursor = z
  .string()
  .max(200)
  .optional()
  .transform((text, context): Place | undefined => {
    if (text === undefined) return undefined
    const parsed = Parts.safeParse(parseJson(Buffer.from(text, 'base64url').toString()))
    if (parsed.success) return { at: parsed.data[0], id: parsed.data[1] }
    context.addIssue('not a cursor of this list')
    return z.NEVER
  })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
