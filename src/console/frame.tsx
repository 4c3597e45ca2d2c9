import type { Child } from 'hono/jsx'
import css from './console.css?raw'
import htmx from 'htmx.org/dist/htmx.min.js?raw'
import browser from './browser.ts?raw'
import type { Identity } from '../auth/roles.ts'
import { createAssets } from '../web/assets.ts'
import { Page } from '../web/page.tsx'
import type { Words } from './words.ts'

/** The console's own files. */
export const assets = createAssets('/console/assets', {
  'console.css': css,
  'htmx.js': htmx,
  'console.js': browser,
})

/** Errors are not swapped into the page: what is there stays, and the next question may succeed. */
const htmxSettings = JSON.stringify({
  noSwap: [204, 304, '4xx', '5xx'],
  includeIndicatorCSS: false,
  history: false,
})

interface Shell {
  words: Words
  title: string
  children: Child
}

/** The frame around pages for people who have not signed in: one panel in the middle. */
export function Doorway({ words, title, children }: Shell) {
  return (
    <Page
      language={words.language}
      title={`${title} · Tipthread`}
      styles={[assets.url('console.css')]}
      class="doorway"
    >
      <main class="panel">
        <p class="brand">Tipthread</p>
        <h1>{title}</h1>
        {children}
      </main>
    </Page>
  )
}

/** A link in the header. */
export interface Destination {
  path: string
  label: string
}

/** The frame around everything else: who is here, where one can go, and how to leave. */
export function Desk(props: Shell & { who: Identity; at: string; destinations: Destination[] }) {
  const { words, title, who, at, destinations, children } = props
  return (
    <Page
      language={words.language}
      title={`${title} · Tipthread`}
      styles={[assets.url('console.css')]}
      scripts={[assets.url('htmx.js'), assets.url('console.js')]}
      meta={{ 'htmx-config': htmxSettings }}
      class="desk"
    >
      <a class="skip" href="#content">
        {words('frame.skip')}
      </a>
      <header class="top">
        <a class="brand" href="/console">
          Tipthread
        </a>
        <nav aria-label={words('frame.navigation')}>
          {destinations.map(({ path, label }) => (
            <a href={path} aria-current={path === at ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <p
          id="offline"
          class="offline"
          role="status"
          data-text={words('frame.offline')}
          data-ended={words('frame.ended')}
        ></p>
        <form method="post" action="/console/sign-out" class="account">
          <span class="who">
            {who.name} <small>{words(`role.${who.role}`)}</small>
          </span>
          <button type="submit" class="quiet">
            {words('frame.sign_out')}
          </button>
        </form>
      </header>
      <main id="content">{children}</main>
    </Page>
  )
}
