import { randomUUID } from 'node:crypto'
import type { Outgoing } from '../channels/channel.ts'
import type { Answer } from '../conversation/answer.ts'
import type { Effect } from '../conversation/effect.ts'
import { addMessage, type Draft, maskInbound, sealObject, stageTip, touchTip } from './draft.ts'
import { renderMarks, renderReply, sayPhrase } from './render.ts'
import { offerUpload } from './offer-upload.ts'
import type { AnswerRow } from './rows.ts'

/** Turns one effect into rows. A new kind of effect does not compile until it is here. */
export function apply(draft: Draft, effect: Effect): void {
  const { language, scene } = draft
  const at = { language, line: scene.line, traits: scene.channel.traits, link: draft.link }
  switch (effect.type) {
    case 'open-tip':
      touchTip(draft, effect.tip).code = effect.code
      return
    case 'record-answer':
      return recordAnswer(draft, effect)
    case 'keep-file':
      return keepForTip(draft, effect.file, effect.tip)
    case 'set-stage':
      return stageTip(draft, effect.tip, effect.stage)
    case 'withdraw-tip':
      return stageTip(draft, effect.tip, 'withdrawn')
    case 'wake-at':
      draft.wait = { after: effect.after, at: roundWait(scene, effect) }
      return
    case 'place-under':
      // The draft began with it: everything this turn writes stands there.
      return
    case 'set-language':
      // The state carries the language; every row of this turn is already written in it.
      return
    case 'set-reach':
      draft.reach = effect.reach
      return
    case 'reply':
      return reply(draft, 'reply', renderReply(effect.reply, at), effect.reply.key)
    case 'mark-choices':
      return reply(draft, 'mark', renderMarks(effect, at))
    case 'flag-tip':
      return flagTip(draft, effect)
    case 'mask-words':
      return maskInbound(draft, effect.masked)
    case 'offer-upload':
      return offerUpload(draft, effect)
    case 'send-phrase':
      return sendText(draft, sayPhrase(effect.phrase, at))
    case 'send-text':
      return sendText(draft, effect.text)
  }
}

const minute = 60_000

/**
 * A line's silences of hours are waited for until a full five minutes, so that most turns of a conversation
 * leave the thread's due time, and its index, as they are; shorter ones to a twentieth of their length.
 */
function roundWait(
  { line }: Draft['scene'],
  { after, at }: Extract<Effect, { type: 'wake-at' }>,
): number {
  if (after === 'pause') return at
  const grain = Math.min(5, line.silence.reminder_minutes / 20) * minute
  return Math.ceil(at / grain) * grain
}

function flagTip(draft: Draft, { tip, flags, raise }: Extract<Effect, { type: 'flag-tip' }>): void {
  const row = touchTip(draft, tip)
  row.flags = flags
  if (raise) row.severity = 'critical'
}

function recordAnswer(
  draft: Draft,
  { tip, question, version, answer }: Extract<Effect, { type: 'record-answer' }>,
): void {
  const { state, derived_by, codes, moment, finding, message_ids, script_version } = answer
  const row: AnswerRow = {
    ...{ thread_id: draft.scene.thread.id, tip_id: tip, question, version, state, derived_by },
    ...{ message_ids, script_version },
    ...(codes && { codes }),
    ...(moment && { moment }),
    ...(finding && { finding }),
    ...(answer.place && { near: roundPlace(answer.place) }),
    words: sealObject(draft, 'answer', `${tip}:${question}:${version}`, answer),
  }
  draft.rows.answers.push(row)
}

/** Two decimals of a degree, about a kilometre: enough for a filter, too little to find a door. */
function roundPlace({ latitude, longitude }: NonNullable<Answer['place']>) {
  const round = (degrees: number) => Math.round(degrees * 100) / 100
  return { latitude: round(latitude), longitude: round(longitude) }
}

function keepForTip(draft: Draft, file: string, tip: string): void {
  const row = draft.rows.evidence.find(({ id }) => id === file)
  if (!row || row.tip_id === tip) return
  if (row.tip_id) touchTip(draft, row.tip_id).files--
  row.tip_id = tip
  touchTip(draft, tip).files++
}

/**
 * The reply rides home in the webhook's answer. Without one that could carry it it is queued; to somebody
 * who cannot be reached nothing is sent.
 */
function reply(draft: Draft, kind: 'reply' | 'mark', outgoing: Outgoing, key?: string): void {
  if (draft.reach !== 'yes') return
  const id = randomUUID()
  const { arrival } = draft
  const home = arrival.from === 'outside' && !arrival.later
  addMessage(draft, outgoing, {
    ...{ id, direction: 'out', kind, status: home ? 'replied' : 'queued' },
    ...(home && { about: draft.arrived.event.id }),
    ...(key && { script_key: key }),
  })
  if (home) draft.reply = { message_id: id, outgoing }
  else draft.jobs.push({ name: 'send-message', data: { message_id: id } })
}

function sendText(draft: Draft, text: string): void {
  if (!text) return
  const { arrival, arrived } = draft
  const { id } = arrived.event
  const sent_by = arrival.from === 'inside' ? { sent_by: arrival.sent_by } : {}
  const message = { id, direction: 'out', kind: 'follow-up', status: 'queued', ...sent_by } as const
  addMessage(draft, { type: 'text', text }, message)
  if (arrived.event.type === 'follow-up-sent' && draft.tip_id) {
    touchTip(draft, draft.tip_id).asked = true
  }
  draft.jobs.push({ name: 'send-message', data: { message_id: id } })
}
