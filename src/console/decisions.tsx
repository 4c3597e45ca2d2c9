import { z } from 'zod'
import { Failure } from '../errors.ts'
import type { Decision } from '../tips/change.ts'
import type { TipRecord } from '../tips/record.ts'
import { nextStatuses, severities, statuses } from '../tips/status.ts'
import type { TipRow } from '../tips/store.ts'
import type { Words } from './words.ts'

const Email = z.union([z.literal('').transform(() => null), z.email()])

/** What the form sends: every field as it is now, and as it was, if told, when the page was made. */
export const DecisionForm = z.object({
  status: z.enum(statuses),
  severity: z.enum(severities),
  assignee: Email,
  seen_status: z.enum(statuses).optional(),
  seen_severity: z.enum(severities).optional(),
  seen_assignee: Email.optional(),
})

/**
 * What somebody changed in the form; the rest was only sent along, and may be old. Throws `conflict` when
 * somebody else changed the same meanwhile.
 */
export function decisionOf(form: z.infer<typeof DecisionForm>, tip: TipRow): Decision {
  return {
    status: changed(form.status, form.seen_status, tip.status),
    severity: changed(form.severity, form.seen_severity, tip.severity),
    assignee: changed(form.assignee, form.seen_assignee, tip.assignee_email),
  }
}

function changed<T>(sent: T, seen: T | undefined, now: T): T | undefined {
  if (sent === seen || sent === now) return undefined
  if (seen !== undefined && seen !== now) throw new Failure('conflict')
  return sent
}

/** Who a tip can be given to. */
export interface Assignee {
  name: string
  email: string
}

/** Status, severity and assignee, to be changed by those who may. */
export function Decisions(props: { tip: TipRecord; assignees: Assignee[]; words: Words }) {
  const { tip, words } = props
  const assignees = withAssigned(props.assignees, tip.assignee)
  return (
    <form method="post" action={`/console/tips/${tip.code}`} class="decisions">
      <input type="hidden" name="seen_status" value={tip.status} />
      <input type="hidden" name="seen_severity" value={tip.severity} />
      <input type="hidden" name="seen_assignee" value={tip.assignee ?? ''} />
      <label>
        <span>{words('tip.status')}</span>
        <select name="status">
          {nextStatuses(tip.status).map((status) => (
            <option value={status} selected={status === tip.status}>
              {words(`status.${status}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{words('tip.severity')}</span>
        <select name="severity">
          {severities.map((severity) => (
            <option value={severity} selected={severity === tip.severity}>
              {words(`severity.${severity}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{words('tip.assignee')}</span>
        <select name="assignee">
          <option value="">{words('tip.nobody')}</option>
          {assignees.map(({ name, email }) => (
            <option value={email} selected={email === tip.assignee}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" class="quiet">
        {words('tip.save')}
      </button>
    </form>
  )
}

/** Whoever has the tip is in the list, even if nobody would give it to them now. */
function withAssigned(assignees: Assignee[], assigned: string | null): Assignee[] {
  if (!assigned || assignees.some(({ email }) => email === assigned)) return assignees
  return [...assignees, { name: assigned, email: assigned }]
}
