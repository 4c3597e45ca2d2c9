import type { Context } from 'hono'
import type { Console } from './page.ts'
import { Doorway } from './frame.tsx'
import { type Words, failureText } from './words.ts'

/** What a form sent, field by field. */
export async function fieldsOf(c: Context<Console>): Promise<[string, string][]> {
  const sent = Object.entries(await c.req.parseBody({ all: true }))
  return sent.flatMap(([name, values]) =>
    [values]
      .flat()
      .flatMap((value): [string, string][] => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

/**
 * For a form that came after the session had ended: what was typed waits here until somebody has signed in.
 * Going back would not bring it: pages are not stored.
 */
export function Ended(props: { path: string; fields: [string, string][]; words: Words }) {
  const { path, fields, words } = props
  return (
    <Doorway words={words} title={words('trouble.title')}>
      <p>{failureText(words, 'ended')}</p>
      <p>
        <a href="/console/sign-in" target="_blank">
          {words('sign_in.title')}
        </a>
      </p>
      <form method="post" action={path} class="stack">
        {fields.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button type="submit">{words('trouble.again')}</button>
      </form>
    </Doorway>
  )
}
