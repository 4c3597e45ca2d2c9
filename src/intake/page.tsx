import { mostBytes } from '../evidence/upload/arrive.ts'
import type { OpenLink } from '../evidence/upload/link.ts'
import type { UploadedRow } from '../evidence/upload/store.ts'
import { say } from '../i18n/say.ts'
import { Page } from '../web/page.tsx'
import { assets } from './assets.ts'
import { formMost, type Outcome } from './form.ts'
import { ReceivedList } from './received.tsx'
import { directionOf, type Speaker } from './words.ts'

interface UploadPageProps {
  /** As it stands in the address. */
  token: string
  link: OpenLink
  files: UploadedRow[]
  speaker: Speaker
  /** Large files may come piece by piece. */
  resumable: boolean
  problem: Exclude<Outcome, 'fine'> | undefined
}

/** Where a person sends the originals. A plain form; the script makes it take large files. */
export function UploadPage(props: UploadPageProps) {
  const { token, link, files, speaker, resumable, problem } = props
  const { say, size } = speaker
  const most = mostBytes(link)
  return (
    <Page
      language={speaker.language}
      direction={speaker.direction}
      title={say('title')}
      styles={[assets.url('intake.css')]}
      scripts={resumable ? [assets.url('intake.js')] : []}
      class="intake"
    >
      <main class="sheet">
        <p class="line">{say('run_by')}</p>
        <h1>{say('title')}</h1>
        <p class="lead">{say('intro')}</p>
        <p>{say('keep')}</p>
        {problem && (
          <p class="alert" role="alert">
            {problemText(speaker, problem, most)}
          </p>
        )}
        <form
          method="post"
          action={`/u/${token}?lang=${speaker.language}`}
          enctype="multipart/form-data"
          class="send"
          id="send"
          data-files={`/u/${token}/files`}
          data-received={`/u/${token}/received?lang=${speaker.language}`}
          data-most={String(most)}
          data-words={JSON.stringify(browserWords(speaker, most))}
        >
          <label for="files">{say('choose')}</label>
          <input type="file" name="files" id="files" multiple aria-describedby="hint limit" />
          <p class="hint" id="hint">
            {say('hint')}
          </p>
          <p class="hint" id="limit" data-text={say('limit', { size: size(most) })}>
            {say('limit_form', { size: size(formMost) })}
          </p>
          <button type="submit">{say('send')}</button>
        </form>
        <ul class="files" id="sending" hidden></ul>
        <p class="hidden" id="said" role="status"></p>
        <section aria-labelledby="received" class="received">
          <h2 id="received">{say('received.title')}</h2>
          <ReceivedList files={files} speaker={speaker} />
        </section>
        <p>{say('private')}</p>
        <p class="until">{say('until', { day: speaker.day(link.expires_at) })}</p>
      </main>
      <Languages speaker={speaker} token={token} />
    </Page>
  )
}

function problemText(
  { say, size }: Speaker,
  problem: NonNullable<UploadPageProps['problem']>,
  most: number,
): string {
  const limit = problem === 'form-too-large' ? formMost : most
  return say(`problem.${problem.replaceAll('-', '_')}`, { size: size(limit) })
}

/** What the script says. */
function browserWords({ say, size }: Speaker, most: number): Record<string, string> {
  return {
    sending: say('progress.sending', { done: '{done}', size: '{size}' }),
    waiting: say('progress.waiting'),
    next: say('progress.next'),
    received: say('state.received'),
    again: say('again'),
    failed: say('problem.no_room'),
    ended: say('closed.ended'),
    nothing: say('problem.nothing_chosen'),
    empty: say('problem.empty'),
    'too-large': say('problem.too_large', { size: size(most) }),
    'too-many': say('problem.too_many'),
    'no-room': say('problem.no_room'),
  }
}

function Languages({ speaker, token }: { speaker: Speaker; token: string }) {
  const { offered, language, say } = speaker
  if (offered.length < 2) return <></>
  return (
    <nav class="languages" aria-label={say('language')}>
      <ul>
        {offered.map(({ code, name }) => (
          <li>
            <a
              href={`/u/${token}?lang=${code}`}
              lang={code}
              dir={directionOf(code)}
              aria-current={code === language ? 'true' : undefined}
            >
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** What stands where no link works. It tells nothing about any other. */
export function Closed(props: { reason: 'unknown' | 'ended' | 'trouble'; language: string }) {
  const { reason, language } = props
  const words = (key: string) => say(language, `upload.closed.${reason}${key}`)
  return (
    <Page
      language={language}
      direction={directionOf(language)}
      title={words('_title')}
      styles={[assets.url('intake.css')]}
      class="intake"
    >
      <main class="sheet">
        <h1>{words('_title')}</h1>
        <p class="lead">{words('')}</p>
      </main>
    </Page>
  )
}
