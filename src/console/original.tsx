import type { ExhibitRecord } from '../evidence/record.ts'
import { isShowable } from '../web/file.ts'
import type { Words } from './words.ts'

/** The way to what was sent, byte for byte: a deliberate one that says that it is written down. */
export function Original(props: {
  exhibit: ExhibitRecord
  action: string
  may: boolean
  /** While it is happening now it takes a reason: the file may say where. */
  asksWhy: boolean
  words: Words
}) {
  const { exhibit, action, may, asksWhy, words } = props
  const { state, mime } = exhibit
  if (state !== 'stored' && state !== 'quarantined') return null
  if (!may) return <p class="hint">{words('exhibits.copies_only')}</p>
  const shows = state === 'stored' && isShowable(mime ?? '')
  return (
    <form method="post" action={action} class="original-form" data-saves="">
      <h2>{words('exhibits.original')}</h2>
      <p>{words('exhibits.logged')}</p>
      {state === 'quarantined' && <p class="alert">{words('exhibits.harmful')}</p>}
      {!shows && <p class="hint">{words('exhibits.save_only')}</p>}
      {asksWhy && (
        <>
          <p class="alert">{words('exhibits.until_safe')}</p>
          <label>
            <span>{words('unseal.reason')}</span>
            <input name="reason" required minlength={3} maxlength={1000} autocomplete="off" />
          </label>
          <p class="hint">{words('unseal.rule')}</p>
        </>
      )}
      <p class="buttons">
        {shows && (
          <button type="submit" name="as" value="view">
            {words('exhibits.open')}
          </button>
        )}
        <button type="submit" name="as" value="save" class="quiet">
          {words('exhibits.save')}
        </button>
      </p>
    </form>
  )
}
