import { createHmac } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { deriveSecret } from '../seal/keys.ts'
import { addAttempt, deleteAttempts, findAttempts } from './store.ts'

type Counting = Pick<Deps, 'db' | 'keys' | 'now'>

/** How many attempts in how many seconds, counted from the first. */
export interface Allowance {
  most: number
  seconds: number
}

/** Counts one attempt on something and throws `too-many-requests` when it is one too many. */
export async function countAttempt(
  deps: Counting,
  subject: string,
  { most, seconds }: Allowance,
): Promise<void> {
  const at = new Date(deps.now())
  const expired = new Date(deps.now() - seconds * 1000)
  const count = await addAttempt(deps.db, { key: keyOf(deps, subject), at, expired })
  if (count > most) throw new Failure('too-many-requests')
}

/** Whether nothing is left of an allowance. Looking is no attempt. */
export async function isSpent(
  deps: Counting,
  subject: string,
  { most, seconds }: Allowance,
): Promise<boolean> {
  const since = new Date(deps.now() - seconds * 1000)
  return (await findAttempts(deps.db, keyOf(deps, subject), since)) >= most
}

/** Forgets the attempts on something, after one that succeeded. */
export async function clearAttempts(deps: Counting, subject: string): Promise<void> {
  await deleteAttempts(deps.db, keyOf(deps, subject), new Date(deps.now() - 86_400_000))
}

function keyOf({ keys }: Counting, subject: string): string {
  return createHmac('sha256', deriveSecret(keys, 'rate-limit')).update(subject).digest('base64url')
}
