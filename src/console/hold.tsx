import { z } from 'zod'
import type { Hold } from '../tips/hold/hold.ts'
import type { TipRecord } from '../tips/record.ts'
import { Reason } from '../tips/unseal.ts'
import { dateOf } from './times.tsx'
import type { Words } from './words.ts'

/** What the form of a legal hold sends. */
export const HoldForm = z.object({
  hold: z.enum(['on', 'off']).transform((hold) => hold === 'on'),
  reason: Reason,
})

/** Whether a legal hold stands and why, and for those who may the form that puts or lifts it. */
export function HoldPanel(props: {
  tip: TipRecord
  hold: Hold | undefined
  may: boolean
  words: Words
  timeZone: string
}) {
  const { tip, hold, may, words, timeZone } = props
  if (tip.erased_at || (!tip.hold && !may)) return null
  return (
    <details class="hold" open={tip.hold}>
      <summary>{words('hold.title')}</summary>
      <p class="hint">{words(tip.hold ? 'hold.stands' : 'hold.none')}</p>
      {hold && <Standing hold={hold} words={words} timeZone={timeZone} />}
      {may && (
        <form method="post" action={`/console/tips/${tip.code}/hold`} class="hold-form">
          <input type="hidden" name="hold" value={tip.hold ? 'off' : 'on'} />
          <label>
            <span>{words('hold.reason')}</span>
            <input name="reason" required minlength={3} maxlength={1000} autocomplete="off" />
          </label>
          <button type="submit" class="quiet">
            {words(tip.hold ? 'hold.lift' : 'hold.put')}
          </button>
        </form>
      )}
    </details>
  )
}

function Standing(props: { hold: Hold; words: Words; timeZone: string }) {
  const { words, timeZone } = props
  const { at, by, reason } = props.hold
  const day = dateOf(words, at, timeZone)
  const who = by ?? words('thread.staff')
  return (
    <p>
      {words('hold.put_by', { day, who })} {reason && <q dir="auto">{reason}</q>}
    </p>
  )
}
