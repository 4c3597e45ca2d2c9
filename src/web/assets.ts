import { createHash } from 'node:crypto'
import { Hono } from 'hono'

/** Styles and scripts of one door, each under an address that changes with its content. */
export interface Assets {
  /** Serves them; mount it at the base they were made with. */
  routes: Hono
  /** The full address of a file, by its plain name. */
  url(name: string): string
}

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

/** Makes assets of texts by file name. `base` is the full path they are reached under. */
export function createAssets(base: string, texts: Record<string, string>): Assets {
  const routes = new Hono()
  const urls = new Map<string, string>()
  for (const [name, text] of Object.entries(texts)) {
    const path = `/${hashedName(name, text)}`
    urls.set(name, base + path)
    routes.get(path, (c) =>
      c.body(text, 200, {
        'Content-Type': types[name.slice(name.lastIndexOf('.') + 1)] ?? 'text/plain',
        'Cache-Control': 'public, max-age=31536000, immutable',
        'X-Content-Type-Options': 'nosniff',
      }),
    )
  }
  return { routes, url: (name) => urls.get(name) ?? `${base}/${name}` }
}

/** `console.css` becomes `console.1f3a9c0b2d.css`. */
function hashedName(name: string, text: string): string {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12)
  return name.replace(/\.(\w+)$/, `.${hash}.$1`)
}
