import type { UploadedRow } from '../evidence/upload/store.ts'
import type { Speaker } from './words.ts'

/** What is said of a file in quarantine is what is said of one that waits. */
const shown = {
  fetching: { mark: '✓', says: 'state.received' },
  quarantined: { mark: '✓', says: 'state.received' },
  stored: { mark: '✓✓', says: 'state.stored' },
  failed: { mark: '×', says: 'problem.no_room' },
} as const satisfies Record<UploadedRow['state'], { mark: string; says: string }>

/** What has come by this link, by time and size alone. The page asks for it again while some of it waits. */
export function ReceivedList({ files, speaker }: { files: UploadedRow[]; speaker: Speaker }) {
  const { say, size, moment } = speaker
  const waits = files.some(({ state }) => state === 'fetching')
  if (files.length === 0) {
    return (
      <p class="none" id="received-list">
        {say('received.none')}
      </p>
    )
  }
  return (
    <ul class="files" id="received-list" data-waits={waits ? 'yes' : undefined}>
      {files.map((file) => (
        <li class={file.state === 'failed' ? 'failed' : undefined}>
          <span class="mark" aria-hidden="true">
            {shown[file.state].mark}
          </span>
          <span class="what">
            <strong>
              <time datetime={file.received_at.toISOString()}>{moment(file.received_at)}</time>
              {' · '}
              <bdi>{size(file.size ?? 0)}</bdi>
            </strong>
            <span class="state">{say(shown[file.state].says)}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
