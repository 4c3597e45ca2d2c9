import { type Context, Hono } from 'hono'
import type { TelegramConfig, TwilioConfig } from '../config.ts'
import type { WithDeps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { pageHeaders, sendPage } from '../web/page.tsx'
import { type App, AppName, createApps } from './apps.ts'
import { assets } from './assets.ts'
import { realWait } from './faults.ts'
import { faultNames, Simulator as SimulatorPage } from './page.tsx'
import { pictureBytes, pictureType } from './picture.ts'
import { type Screen, ScreenPart } from './screen.tsx'
import { createTelegramDouble, type TelegramDouble } from './telegram-double.ts'
import { createTwilioDouble, type TwilioDouble } from './twilio-double.ts'
import { chooseLanguage, giveNewPhones, type Visitor, visitorOf, wordsIn } from './visitor.ts'

export interface SimulatorOptions {
  public_url: string
  twilio: TwilioConfig
  telegram: TelegramConfig
  /** Carries the doubles' requests to the line. */
  fetch: (request: Request) => Promise<Response>
}

export interface Simulator {
  /** The page and the doubles' own interfaces. They know that they are mounted at `/simulator`. */
  pages: Hono<WithDeps>
  twilio: TwilioDouble
  telegram: TelegramDouble
}

/** Both doubles with the page to play on. `twilio` and `telegram` are what the line is set to use. */
export function createSimulator({ twilio, telegram, ...shared }: SimulatorOptions): Simulator {
  const doubles = {
    twilio: createTwilioDouble({
      ...shared,
      account_sid: twilio.account_sid,
      auth_token: twilio.auth_tokens[0] ?? '',
      number: twilio.from[0] ?? '',
      api_url: twilio.api_url,
    }),
    telegram: createTelegramDouble({ ...shared, token: telegram.token, secret: telegram.secret }),
  }
  return { ...doubles, pages: createPages(doubles, twilio.from[0] ?? '') }
}

type Doubles = Pick<Simulator, 'twilio' | 'telegram'>

function createPages(doubles: Doubles, number: string): Hono<WithDeps> {
  const { twilio, telegram } = doubles
  const apps = createApps(twilio, telegram)
  return new Hono<WithDeps>()
    .all('/twilio/*', (c) => twilio.fetch(under('/simulator/twilio', c.req.raw)))
    .all('/telegram/*', (c) => telegram.fetch(under('/simulator/telegram', c.req.raw)))
    .route('/assets', assets.routes)
    .use(pageHeaders())
    .get('/', (c) => sendSimulator(c, doubles, { apps, number }))
    .get('/picture.png', (c) => c.body(pictureBytes.slice(), 200, { 'content-type': pictureType }))
    .get('/phones/:app/screen', (c) => sendScreenIfChanged(c, apps))
    .post('/phones/:app/:action', (c) => act(c, apps))
    .post('/phones', (c) => {
      giveNewPhones(c)
      return c.redirect('/simulator', 303)
    })
    .post('/language', async (c) => {
      chooseLanguage(c, String((await c.req.parseBody()).language))
      return c.redirect('/simulator', 303)
    })
    .post('/faults', async (c) => {
      const form = await c.req.parseBody()
      for (const name of faultNames) {
        twilio.faults[name] = telegram.faults[name] = name in form
      }
      return c.body(null, 204)
    })
}

/** The same request as the provider itself would see it. */
function under(base: string, request: Request): Request {
  const url = new URL(request.url)
  url.pathname = url.pathname.slice(base.length)
  return new Request(url, request)
}

type Apps = Record<AppName, App>

function sendSimulator(
  c: Context,
  { twilio }: Doubles,
  { apps, number }: { apps: Apps; number: string },
) {
  const visitor = visitorOf(c)
  const { language } = visitor
  return sendPage(
    c,
    <SimulatorPage
      language={language}
      words={wordsIn(language)}
      sms={screenOf('sms', apps, visitor)}
      telegram={screenOf('telegram', apps, visitor)}
      number={number}
      faults={twilio.faults}
    />,
  )
}

function screenOf(app: AppName, apps: Apps, visitor: Visitor): Screen {
  const { phones, address } = apps[app]
  const { language } = visitor
  const phone = phones.at(address(visitor))
  return { app, phone, revision: phones.revision(), language, words: wordsIn(language) }
}

function nameIn(c: Context): AppName {
  const name = AppName.safeParse(c.req.param('app'))
  if (!name.success) throw new Failure('not-found')
  return name.data
}

function sendScreenIfChanged(c: Context, apps: Apps) {
  const screen = screenOf(nameIn(c), apps, visitorOf(c))
  if (c.req.query('seen') === String(screen.revision)) return c.body(null, 204)
  return c.html(<ScreenPart screen={screen} />)
}

/** Usually the reply is there by then and comes with the same answer; else the screen asks for it. */
const moment = 400

async function act(c: Context, apps: Apps) {
  const [name, visitor] = [nameIn(c), visitorOf(c)]
  const { actions, settled } = apps[name]
  const wanted = c.req.param('action') ?? ''
  if (!Object.hasOwn(actions, wanted)) throw new Failure('not-found')
  actions[wanted]?.(visitor, await c.req.parseBody())
  await Promise.race([settled(), realWait(moment)])
  return c.html(<ScreenPart screen={screenOf(name, apps, visitor)} />)
}
