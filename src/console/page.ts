import type { Hono } from 'hono'
import type { Guarded } from '../auth/guard.ts'
import type { Role } from '../db/schema.ts'
import type { Destination } from './frame.tsx'
import type { Words } from './words.ts'

/** The console's environment: who asks, in which language, and where they may go. */
export interface Console {
  Variables: Guarded['Variables'] & { words: Words; destinations: Destination[] }
}

/** One page: its address, its routes and, if it is in the navigation, its name there. */
export interface ConsolePage {
  path: string
  /** Open to people who have not signed in; `path` may end in `/*`. */
  open?: boolean
  /** Key of its name in the header. */
  name?: string
  /** Who finds it in the header; everybody, unless it says. */
  may?(role: Role): boolean
  add(app: Hono<Console>): void
}
