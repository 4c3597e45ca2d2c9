import type { Child } from 'hono/jsx'
import { Page } from '../web/page.tsx'
import { assets, htmxSettings } from './assets.ts'
import type { Faults } from './faults.ts'
import { type Screen, ScreenPart } from './screen.tsx'
import { spoken, type Words } from './visitor.ts'

export interface SimulatorPage {
  language: string
  words: Words
  sms: Screen
  telegram: Screen
  /** The line's number. */
  number: string
  faults: Faults
}

/** Both phones beside the investigators' console, and the switches that make things go wrong. */
export function Simulator(props: SimulatorPage) {
  const { language, words, sms, telegram, number, faults } = props
  return (
    <Page
      language={language}
      title={`${words('title')} · Tipthread`}
      styles={[assets.url('simulator.css')]}
      scripts={[assets.url('htmx.js'), assets.url('simulator.js')]}
      meta={{ 'htmx-config': htmxSettings }}
      class="simulator"
    >
      <Head language={language} words={words} />
      <main>
        <PhoneFrame screen={sms} title={words('sms.title')} subtitle={number}>
          <Tool app="sms" action="photo" label={words('photo')} />
          <Tool app="sms" action="send" values={{ text: 'STOP' }} label="STOP" />
          <Tool app="sms" action="send" values={{ text: 'START' }} label="START" />
        </PhoneFrame>
        <PhoneFrame screen={telegram} title={words('telegram.title')} subtitle="@tipline_bot">
          <Tool app="telegram" action="photo" label={words('photo')} />
          <Tool app="telegram" action="place" label={words('place')} />
          <Tool
            app="telegram"
            action="block"
            values={{ blocked: 'yes' }}
            label={words('telegram.block')}
          />
        </PhoneFrame>
        <section id="tips" class="desk" aria-labelledby="tips-title">
          <h2 id="tips-title">{words('tips.title')}</h2>
          <p>{words('tips.hint')}</p>
          <iframe src="/console" title={words('tips.frame')}></iframe>
        </section>
      </main>
      <footer>
        <FaultSwitches faults={faults} words={words} />
      </footer>
    </Page>
  )
}

function Head({ language, words }: { language: string; words: Words }) {
  return (
    <header class="head">
      <div>
        <h1>{words('title')}</h1>
        <p>{words('made_up')}</p>
      </div>
      <nav class="jump" aria-label={words('jump')}>
        <a href="#sms">{words('sms.short')}</a>
        <a href="#telegram">{words('telegram.short')}</a>
        <a href="#tips">{words('tips.short')}</a>
      </nav>
      <form method="post" action="/simulator/language" class="languages">
        {spoken.map((code) => (
          <button name="language" value={code} lang={code} aria-pressed={String(code === language)}>
            {new Intl.DisplayNames(code, { type: 'language' }).of(code)}
          </button>
        ))}
      </form>
      <form method="post" action="/simulator/phones">
        <button>{words('new_phones')}</button>
      </form>
    </header>
  )
}

interface PhoneProps {
  screen: Screen
  title: string
  subtitle: string
  children: Child
}

/** The body of a phone around its screen. What is being typed is outside the part that changes. */
function PhoneFrame({ screen, title, subtitle, children }: PhoneProps) {
  const { app, words } = screen
  return (
    <section id={app} class={`phone ${app}`} aria-labelledby={`${app}-title`}>
      <header>
        <span class="face" aria-hidden="true"></span>
        <div>
          <h2 id={`${app}-title`}>{title}</h2>
          <p>{subtitle}</p>
        </div>
      </header>
      <ScreenPart screen={screen} />
      <div class="tools">{children}</div>
      <form
        class="write"
        hx-post={`/simulator/phones/${app}/send`}
        hx-target={`#${app}-screen`}
        hx-swap="outerMorph"
      >
        <label class="hidden" for={`${app}-text`}>
          {words('write', { app: title })}
        </label>
        <input
          id={`${app}-text`}
          name="text"
          type="text"
          required
          maxlength={1600}
          autocomplete="off"
          placeholder={words('message')}
        />
        <button>{words('send')}</button>
      </form>
    </section>
  )
}

interface ToolProps {
  app: Screen['app']
  action: string
  label: string
  values?: Record<string, string>
}

function Tool({ app, action, label, values = {} }: ToolProps) {
  return (
    <button
      type="button"
      hx-post={`/simulator/phones/${app}/${action}`}
      hx-vals={JSON.stringify(values)}
      hx-target={`#${app}-screen`}
      hx-swap="outerMorph"
    >
      {label}
    </button>
  )
}

/** The shared vocabulary of both doubles. */
export const faultNames = ['repeat', 'delay', 'reorder', 'fail'] as const

function FaultSwitches({ faults, words }: { faults: Faults; words: Words }) {
  return (
    <form class="faults" hx-post="/simulator/faults" hx-trigger="change" hx-swap="none">
      <fieldset>
        <legend>{words('faults.title')}</legend>
        {faultNames.map((name) => (
          <label>
            <input type="checkbox" name={name} checked={faults[name]} />
            <span>
              {words(`faults.${name}`)} <small>{words(`faults.${name}_hint`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
    </form>
  )
}
