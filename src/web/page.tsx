import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Context, MiddlewareHandler } from 'hono'
import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import { secureHeaders } from 'hono/secure-headers'

/** What differs between the frames of pages. */
export interface Frame {
  language: string
  direction?: 'ltr' | 'rtl'
  title: string
  styles: string[]
  scripts?: string[]
  /** Settings that a script reads before it starts, as `<meta>` name and content. */
  meta?: Record<string, string>
  class?: string
}

/** The frame of every page. Nothing in it comes from anywhere but this server. */
export function Page(props: Frame & { children: Child }) {
  const { language, direction = 'ltr', title, styles, scripts = [], meta = {} } = props
  return (
    <html lang={language} dir={direction} class={props.class}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {Object.entries(meta).map(([name, content]) => (
          <meta name={name} content={content} />
        ))}
        <title>{title}</title>
        <link rel="icon" href="data:," />
        {styles.map((href) => (
          <link rel="stylesheet" href={href} />
        ))}
        {scripts.map((src) => (
          <script src={src} defer />
        ))}
      </head>
      <body>{props.children}</body>
    </html>
  )
}

/**
 * The headers of every page: scripts and styles only from here, never inline; nothing is stored,
 * framed by strangers or told to other sites.
 */
export function pageHeaders(): MiddlewareHandler {
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      mediaSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      frameSrc: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'self'"],
    },
    // Not 'no-referrer': with it, browsers send `Origin: null` with forms, which the CSRF check needs.
    referrerPolicy: 'same-origin',
    xFrameOptions: 'SAMEORIGIN',
    crossOriginOpenerPolicy: 'same-origin',
  })
  return async (c, next) => {
    await secure(c, next)
    if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
  }
}

/** Answers with a whole page. */
export function sendPage(c: Context, page: Child, status: ContentfulStatusCode = 200) {
  return c.html(html`<!doctype html>${page}`, status)
}
