import type { Deps } from '../../src/deps.ts'
import { openDataKey } from '../../src/seal/keys.ts'
import { openJson } from '../../src/seal/seal.ts'

interface Body {
  text: string
  raw?: string
}

/** The tips of a thread, the oldest first. */
export function listTips({ db }: Pick<Deps, 'db'>, thread_id: string) {
  return db
    .selectFrom('tip')
    .selectAll()
    .where('thread_id', '=', thread_id)
    .orderBy('received_at')
    .execute()
}

/** Everything the database holds of a thread, opened, as the tests look at it. */
export async function readThread({ db, keys }: Pick<Deps, 'db' | 'keys'>, id: string) {
  const thread = await db
    .selectFrom('thread')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (!thread.key) throw new Error('the thread is erased')
  const key = openDataKey(keys, thread.key)
  const open = (purpose: string, sealed: Uint8Array) => openJson(key, purpose, sealed)
  const messages = await db
    .selectFrom('message')
    .selectAll()
    .where('thread_id', '=', id)
    .orderBy('at')
    .orderBy('direction')
    .execute()
  const tips = await listTips({ db }, id)
  const evidence = await db
    .selectFrom('evidence')
    .selectAll()
    .where('thread_id', '=', id)
    .orderBy('kind')
    .execute()
  const contact = await db
    .selectFrom('contact')
    .selectAll()
    .where('thread_id', '=', id)
    .executeTakeFirstOrThrow()
  const answers = await db
    .selectFrom('answer')
    .selectAll()
    .where('tip_id', 'in', db.selectFrom('tip').select('id').where('thread_id', '=', id))
    .orderBy('version')
    .execute()
  return {
    ...thread,
    contact,
    tips,
    messages: messages.map((message) => ({
      ...message,
      body: open(`message:${message.id}`, message.body) as Body,
    })),
    evidence: evidence.map((file) => ({
      ...file,
      source: open(`evidence:${file.id}`, file.source),
    })),
    /** The latest version of each. */
    answers: Object.fromEntries(
      answers.map(({ words, ...answer }) => {
        const purpose = `answer:${answer.tip_id}:${answer.question}:${answer.version}`
        return [answer.question, { ...answer, ...(words && (open(purpose, words) as object)) }]
      }),
    ),
  }
}
