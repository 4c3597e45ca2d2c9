import { z } from 'zod'
import { signIn, signOut } from '../auth/sign-in.ts'
import { Failure } from '../errors.ts'
import { clientAddress } from '../web/client.ts'
import { sendPage } from '../web/page.tsx'
import { Doorway } from './frame.tsx'
import type { ConsolePage } from './page.ts'
import { type Words, failureText } from './words.ts'

const Form = z.object({
  email: z.string().max(320).catch(''),
  password: z.string().max(1000).catch(''),
  next: z.string().optional().catch(undefined),
})

/** Where to go after signing in: only into the console, never to another site. */
function safeNext(next: string | undefined): string {
  return next && /^\/console(\/[\w/-]*)?(\?[\w=&.%+*-]*)?$/.test(next) ? next : '/console'
}

/** Signing in and out. */
export const signInPage: ConsolePage = {
  path: '/sign-in',
  open: true,
  add(app) {
    app.get('/sign-in', (c) =>
      sendPage(c, <SignIn words={c.var.words} next={safeNext(c.req.query('next'))} />),
    )
    app.post('/sign-in', async (c) => {
      const { email, password, next } = Form.parse(await c.req.parseBody())
      try {
        const client = clientAddress(c)
        const cookies = await signIn(c.var.deps, { email, password, client })
        for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true })
        return c.redirect(safeNext(next), 303)
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        c.var.deps.metrics.refused.inc({ door: 'console', code: error.code })
        const props = { words: c.var.words, next: safeNext(next), email, failure: error.code }
        return sendPage(c, <SignIn {...props} />, error.status)
      }
    })
    app.post('/sign-out', async (c) => {
      const cookies = await signOut(c.var.deps, c.req.raw.headers)
      for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true })
      return c.redirect('/console/sign-in', 303)
    })
  },
}

function SignIn(props: { words: Words; next: string; email?: string; failure?: string }) {
  const { words, next, email, failure } = props
  return (
    <Doorway words={words} title={words('sign_in.title')}>
      {failure && (
        <p class="alert" role="alert" id="failure">
          {failureText(words, failure)}
        </p>
      )}
      <form method="post" action="/console/sign-in" class="stack">
        <input type="hidden" name="next" value={next} />
        <label>
          {words('sign_in.email')}
          <input
            type="email"
            name="email"
            autocomplete="username"
            required
            value={email}
            aria-describedby={failure && 'failure'}
          />
        </label>
        <label>
          {words('sign_in.password')}
          <input type="password" name="password" autocomplete="current-password" required />
        </label>
        <button type="submit">{words('sign_in.submit')}</button>
      </form>
      <p class="hint">{words('sign_in.hint')}</p>
    </Doorway>
  )
}
