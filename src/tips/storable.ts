import { z } from 'zod'

/** A text that the database can be asked for or keep: any but one with NUL in it. */
export const Storable = z.string().refine((text) => !text.includes('\0'), 'no text')
