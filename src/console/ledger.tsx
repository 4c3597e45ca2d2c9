import { mayAudit } from '../auth/roles.ts'
import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import { listCheckpoints, type StampedCheckpoint } from '../ledger/history/store.ts'
import { lastStamps } from '../ledger/stamp/store.ts'
import { countUnsealed } from '../ledger/store.ts'
import { sendPage } from '../web/page.tsx'
import { Desk } from './frame.tsx'
import type { ConsolePage } from './page.ts'
import { Ago } from './times.tsx'
import type { Words } from './words.ts'

const shown = 20

/** The ledger for those who watch over it: the last checkpoint to keep elsewhere, stamps, what waits. */
export const ledgerPage: ConsolePage = {
  path: '/ledger',
  name: 'ledger.title',
  may: mayAudit,
  add(app) {
    app.get('/ledger', async (c) => {
      const { deps, words, who, destinations } = c.var
      if (!mayAudit(who.role)) throw new Failure('not-allowed')
      const state = await readState(deps)
      const frame = { words, who, destinations, at: '/console/ledger' }
      return sendPage(
        c,
        <Desk {...frame} title={words('ledger.title')}>
          <div class="ledger">
            <h1>{words('ledger.title')}</h1>
            <p>{words('ledger.intro')}</p>
            <Ledger state={state} words={words} now={deps.now()} />
          </div>
        </Desk>,
      )
    })
  },
}

interface State {
  checkpoints: StampedCheckpoint[]
  waiting: number
  /** When each configured authority last stamped. */
  authorities: { authority: string; at: Date | undefined }[]
}

async function readState({ db, config }: Deps): Promise<State> {
  const checkpoints = await listCheckpoints(db, { limit: shown })
  const stamps = await lastStamps(db)
  const names = new Set([...config.tsa_urls, ...stamps.keys()])
  const authorities = [...names].map((authority) => ({
    authority,
    at: stamps.get(authority)?.at,
  }))
  return { checkpoints, waiting: await countUnsealed(db), authorities }
}

function Ledger({ state, words, now }: { state: State; words: Words; now: number }) {
  const { checkpoints, waiting, authorities } = state
  const [last] = checkpoints
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{words('ledger.events')}</dt>
          <dd>{words('ledger.count', { count: last?.size ?? 0 })}</dd>
        </div>
        <div>
          <dt>{words('ledger.waiting')}</dt>
          <dd>{words('ledger.count', { count: waiting })}</dd>
        </div>
        <div>
          <dt>{words('ledger.last')}</dt>
          <dd>{last ? <Time at={last.at} words={words} now={now} /> : words('ledger.none')}</dd>
        </div>
      </dl>
      {last && <Note checkpoint={last} words={words} />}
      <Stamps authorities={authorities} words={words} now={now} />
      {last && <Checkpoints checkpoints={checkpoints} words={words} now={now} />}
    </>
  )
}

function Time({ at, words, now }: { at: Date; words: Words; now: number }) {
  return <Ago at={at.toISOString()} now={now} words={words} />
}

function Note({
  checkpoint: { note, signer },
  words,
}: {
  checkpoint: StampedCheckpoint
  words: Words
}) {
  return (
    <section aria-labelledby="note-title">
      <h2 id="note-title">{words('ledger.note')}</h2>
      <p class="hint" id="note-hint">
        {words('ledger.note_hint')}
      </p>
      <textarea readonly rows={6} aria-labelledby="note-title" aria-describedby="note-hint">
        {note}
      </textarea>
      <p class="hint">{words('ledger.signer')}</p>
      <p class="key">
        <code>{signer}</code>
      </p>
    </section>
  )
}

function Stamps(props: { authorities: State['authorities']; words: Words; now: number }) {
  const { authorities, words, now } = props
  return (
    <section aria-labelledby="stamps-title">
      <h2 id="stamps-title">{words('ledger.stamps')}</h2>
      {authorities.length === 0 && <p class="hint">{words('ledger.no_authority')}</p>}
      <ul>
        {authorities.map(({ authority, at }) => (
          <li>
            {new URL(authority).host}:{' '}
            {at ? <Time at={at} words={words} now={now} /> : words('ledger.never')}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Checkpoints(props: { checkpoints: StampedCheckpoint[]; words: Words; now: number }) {
  const { checkpoints, words, now } = props
  return (
    <section aria-labelledby="checkpoints-title">
      <h2 id="checkpoints-title">{words('ledger.checkpoints')}</h2>
      <div class="scroll" tabindex={0} role="region" aria-labelledby="checkpoints-title">
        <table>
          <thead>
            <tr>
              {['covers', 'signed', 'root', 'stamps'].map((name) => (
                <th scope="col">{words(`ledger.${name}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {checkpoints.map(({ size, at, root, stamps }) => (
              <tr>
                <td>{size}</td>
                <td>
                  <Time at={at} words={words} now={now} />
                </td>
                <td>
                  <code>{Buffer.from(root).toString('base64')}</code>
                </td>
                <td>{stamps.length}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
