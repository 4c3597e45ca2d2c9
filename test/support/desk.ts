import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { addInvestigator, usePasswordLink } from '../../src/auth/link.ts'
import { signIn } from '../../src/auth/sign-in.ts'
import { readRaw } from '../../src/build.ts'
import type { Role } from '../../src/db/schema.ts'
import { nodeApp } from '../../src/node.ts'
import { openBrowser } from './browser.ts'
import { listen } from './listen.ts'
import { openTestNode, type TestNode } from './node.ts'
import { freePort } from './server.ts'

const password = 'correct horse battery'

/** The console served on loopback, with a browser in front of it. */
export interface Desk {
  node: TestNode
  url: string
  browser: Browser
  /** A page of somebody who has signed in; what goes wrong in it is in `complaints`. */
  open(role: Role, options?: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }>
  close(): Promise<void>
}

/** Opens the desk. Scripts are bundled as the build bundles them: the tests' own loader does not. */
export async function openDesk(): Promise<Desk> {
  const url = `http://localhost:${await freePort()}`
  const node = await openTestNode({ PUBLIC_URL: url })
  const server = await listen(nodeApp(node.deps).fetch, Number(new URL(url).port))
  const browser = await openBrowser()
  const script = await readRaw(
    fileURLToPath(new URL('../../src/console/browser.ts', import.meta.url)),
  )
  const open: Desk['open'] = async (role, options = {}) => {
    const context = await browser.newContext({ baseURL: url, locale: 'en-US', ...options })
    await context.route('**/assets/console.*.js', (route) =>
      route.fulfill({ body: script, contentType: 'text/javascript' }),
    )
    await context.addCookies(await cookiesFor(node, role, url))
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    return { page, complaints }
  }
  const close = async () => {
    await browser.close()
    await server.close()
    await node.close()
  }
  return { node, url, browser, open, close }
}

/** Makes somebody of that role, signs them in and returns their cookies as the browser keeps them. */
async function cookiesFor({ deps }: TestNode, role: Role, url: string) {
  const email = `${role}@example.org`
  const link = await addInvestigator(deps, { email, name: `An ${role}`, role })
  await usePasswordLink(deps, link.split('/').at(-1) ?? '', password)
  const cookies = await signIn(deps, { email, password, client: undefined })
  return cookies.map((cookie) => {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    return { name, value, url: `${url}/console`, httpOnly: true, sameSite: 'Lax' as const }
  })
}
