import type { TipRecord } from '../tips/record.ts'
import { nextStatuses, severities } from '../tips/status.ts'
import type { Words } from './words.ts'

/** Who a tip can be given to. */
export interface Assignee {
  name: string
  email: string
}

/** Status, severity and assignee, to be changed by those who may. */
export function Decisions(props: { tip: TipRecord; assignees: Assignee[]; words: Words }) {
  const { tip, assignees, words } = props
  return (
    <form method="post" action={`/console/tips/${tip.code}`} class="decisions">
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
