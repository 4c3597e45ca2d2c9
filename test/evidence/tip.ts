import { randomUUID } from 'node:crypto'
import type { InboundFile } from '../../src/channels/channel.ts'
import type { Deps } from '../../src/deps.ts'
import { readThread } from '../support/read-thread.ts'

let counter = 0

/** The tip of somebody who has just sent words and so many files, none of them fetched. */
export async function tipWithFiles(
  deps: Deps,
  files: number | InboundFile[],
): Promise<{ tip_id: string; thread_id: string; code: string; evidence_ids: string[] }> {
  const waiting = (n: number): InboundFile => ({
    kind: 'photo',
    source: { url: `https://api.twilio.com/${n}` },
  })
  const inbound = {
    ...{ channel: 'sms' as const, provider_id: randomUUID(), raw: '' },
    ...{ from: `+1555557${1000 + counter++}`, to: '+15555550100' },
    content: {
      type: 'message' as const,
      text: 'They broke the door',
      files:
        typeof files === 'number' ? Array.from({ length: files }, (_, n) => waiting(n)) : files,
    },
  }
  const arrival = { from: 'outside', line: 'main', inbound, at: Date.now() } as const
  const { thread_id } = await deps.turns.advance(arrival)
  const { tips, evidence } = await readThread(deps, thread_id)
  const { id: tip_id = '', code = '' } = tips[0] ?? {}
  return { tip_id, thread_id, code, evidence_ids: evidence.map(({ id }) => id) }
}

/** Bytes in pieces, as they come by a network. */
export function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(out) {
      if (at >= bytes.length) return out.close()
      out.enqueue(bytes.subarray(at, (at += 16_000)))
    },
  })
}
