import { z } from 'zod'
import { linkOwner, usePasswordLink } from '../auth/link.ts'
import { passwordLength, signIn } from '../auth/sign-in.ts'
import { Failure } from '../errors.ts'
import { clientAddress } from '../web/client.ts'
import { sendPage } from '../web/page.tsx'
import { Doorway } from './frame.tsx'
import type { ConsolePage } from './page.ts'
import type { Words } from './words.ts'

const Form = z.object({ password: z.string().max(1000).catch('') })
const path = '/welcome/:token{[A-Za-z0-9_-]{20,64}}'

/** Where a one-time link leads: somebody sets their password and is signed in. */
export const welcomePage: ConsolePage = {
  path: '/welcome/*',
  open: true,
  add(app) {
    app.get(path, async (c) => {
      const { words, deps } = c.var
      const email = await linkOwner(deps, c.req.param('token'))
      if (!email) return sendPage(c, <UsedUp words={words} />, 404)
      return sendPage(c, <Welcome words={words} email={email} />)
    })
    app.post(path, async (c) => {
      const { words, deps } = c.var
      const token = c.req.param('token')
      const { password } = Form.parse(await c.req.parseBody())
      const email = await linkOwner(deps, token)
      if (!email) return sendPage(c, <UsedUp words={words} />, 404)
      try {
        await usePasswordLink(deps, token, password)
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        if (error.code === 'not-found') return sendPage(c, <UsedUp words={words} />, 404)
        return sendPage(c, <Welcome words={words} email={email} refused />, 400)
      }
      const cookies = await signIn(deps, { email, password, client: clientAddress(c) })
      for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true })
      return c.redirect('/console', 303)
    })
  },
}

function Welcome(props: { words: Words; email: string; refused?: boolean }) {
  const { words, email, refused } = props
  const rule = words('welcome.rule', passwordLength)
  return (
    <Doorway words={words} title={words('welcome.title')}>
      <p>{words('welcome.intro')}</p>
      <form method="post" class="stack">
        <label>
          {words('sign_in.email')}
          <input type="email" autocomplete="username" value={email} readonly />
        </label>
        <label>
          {words('welcome.password')}
          <input
            type="password"
            name="password"
            autocomplete="new-password"
            required
            minlength={passwordLength.least}
            maxlength={passwordLength.most}
            aria-describedby="rule"
            aria-invalid={refused ? 'true' : undefined}
          />
        </label>
        <p id="rule" class={refused ? 'alert' : 'hint'} role={refused ? 'alert' : undefined}>
          {rule}
        </p>
        <button type="submit">{words('welcome.submit')}</button>
      </form>
    </Doorway>
  )
}

function UsedUp({ words }: { words: Words }) {
  return (
    <Doorway words={words} title={words('welcome.used_title')}>
      <p>{words('welcome.used')}</p>
      <p>
        <a href="/console/sign-in">{words('sign_in.title')}</a>
      </p>
    </Doorway>
  )
}
