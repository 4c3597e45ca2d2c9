import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { raw } from 'hono/html'
import type { JSX } from 'hono/jsx/jsx-runtime'

/** A part of a page that asks every few seconds whether it has changed. */
export interface Live {
  id: string
  class: string
  /** Where it is asked for, its own query included. */
  path: string
  content: JSX.Element
}

/** The part with what it needs to update itself: morphed in place, so that focus and scroll stay. */
export function LivePart(props: { part: Live }) {
  const { id, path, content, class: name } = props.part
  const html = String(content)
  const address = `${path}${path.includes('?') ? '&' : '?'}version=${versionOf(html)}`
  return (
    <div id={id} class={name} hx-get={address} hx-trigger="every 3s" hx-swap="outerMorph">
      {raw(html)}
    </div>
  )
}

/** Answers a live part that asks: nothing while it shows what is true already. */
export function sendLive(c: Context, part: Live): Response | Promise<Response> {
  const shown = c.req.query('version') === versionOf(String(part.content))
  return shown ? c.body(null, 204) : c.html(<LivePart part={part} />)
}

function versionOf(html: string): string {
  return createHash('sha256').update(html).digest('base64url').slice(0, 16)
}
