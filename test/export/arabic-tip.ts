import { randomUUID } from 'node:crypto'
import type { InboundFile } from '../../src/channels/channel.ts'
import type { Deps } from '../../src/deps.ts'
import { inspectFile } from '../../src/evidence/inspection/inspect.ts'
import { keepFile } from '../../src/evidence/keep.ts'
import { findTip, type TipRow } from '../../src/tips/store.ts'
import { photo } from '../evidence/hostile.ts'
import { streamOf } from '../evidence/tip.ts'
import { readThread } from '../support/read-thread.ts'

/** Who wrote: nothing but a bag of identity may hold either. */
export const address = '+15555557788'
export const networkName = 'Layla Haddad'

export const account =
  'رأيت ثلاثة رجال ملثمين يدفعون رجلاً إلى الأرض أمام المتجر في الساعة 9:30 صباحاً'
/** Volunteered, and masked by every view. */
export const number = '123-45-6789'

export interface Told {
  row: TipRow
  evidence_ids: string[]
}

/**
 * Somebody writes in Arabic by SMS, with photos, one after the other as real turns. `timing` answers when it
 * was: `1` is now.
 */
export async function tellInArabic(
  deps: Deps,
  {
    files = 1,
    name = 'IMG_0001.JPG',
    inspected = false,
    timing = '2',
  }: { files?: number; name?: string; inspected?: boolean; timing?: string } = {},
): Promise<Told> {
  const say = (text: string, some: InboundFile[] = []) => write(deps, text, some)
  const thread_id = await say(account)
  await say(timing)
  await say(`رقمي ${number} ولا أعرف أكثر`)
  await say(
    '',
    Array.from({ length: files }, (_, n) => photoAt(n)),
  )
  const { tips, evidence } = await readThread(deps, thread_id)
  for (const { id } of evidence) {
    await keepFile(deps, id, streamOf(photo('street.jpg')), {
      ...{
        name,
        most: 5_000_000,
        copy_grade: 'platform_recompressed',
        announced_mime: 'image/jpeg',
      },
    })
    if (inspected && deps.workshop) await inspectFile(deps, deps.workshop, id)
  }
  const row = await findTip(deps.db, tips[0]?.code ?? '')
  if (!row) throw new Error('the tip is not there')
  return { row, evidence_ids: evidence.map(({ id }) => id) }
}

function photoAt(n: number): InboundFile {
  const url = `https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME${n}`
  return { kind: 'photo', source: { url }, mime: 'image/jpeg' }
}

async function write(deps: Deps, text: string, files: InboundFile[]): Promise<string> {
  const form = { From: address, To: '+15555550100', Body: text, ProfileName: networkName }
  const inbound = {
    ...{ channel: 'sms' as const, provider_id: randomUUID(), name: networkName },
    ...{ from: address, to: '+15555550100', raw: new URLSearchParams(form).toString() },
    content: { type: 'message' as const, text, files },
  }
  const arrival = { from: 'outside', line: 'main', inbound, at: Date.now() } as const
  return (await deps.turns.advance(arrival)).thread_id
}
