import { close } from './answer-question.ts'
import type { MessageReceived } from './event.ts'
import { phrase, record, reply, type Turn, update, updateTip } from './turn.ts'

/** After the tip is handed in, words that follow each other closely get one receipt. */
const receiptPause = 10 * 60_000

/** Counts the files of a message, and keeps them with the tip. */
export function keepFiles(turn: Turn, event: MessageReceived): void {
  for (const { id, kind } of event.files) {
    const { files } = turn.tip
    updateTip(turn, { files: { ...files, [kind]: (files[kind] ?? 0) + 1 } })
    turn.effects.push({ type: 'keep-file', tip: turn.tip.id, file: id })
  }
}

/** A pin is the place of the event at whatever moment it comes. Its words go with it. */
export function keepPlace(turn: Turn, event: MessageReceived): string {
  if (!event.place) return event.text
  const { latitude, longitude, label } = event.place
  const words = [event.text, label].filter((part) => part?.trim()).join('\n')
  const kept = words || turn.tip.answers['place']?.words
  record(turn, 'place', {
    state: 'answered',
    ...(kept !== undefined && { words: kept }),
    place: { latitude, longitude },
    derived_by: 'witness_words',
  })
  if (turn.tip.focus?.question === 'place') close(turn)
  return ''
}

/** Says that words were added to a report, once for those that follow each other closely. */
export function receive(turn: Turn, code: string): void {
  const { receipt_at } = turn.state
  const recent = receipt_at !== undefined && turn.event.at - receipt_at < receiptPause
  if (recent && turn.tip.care !== 'due') return
  update(turn, { receipt_at: turn.event.at })
  reply(turn, 'received', [phrase('received', { code })])
}

/** Items of an album after the first are kept in silence. */
export function isLaterOfAlbum(turn: Turn, event: MessageReceived): boolean {
  return event.group !== undefined && event.group === turn.state.group
}

/** Nothing to read, to look at or to go to. */
export function isEmpty(event: MessageReceived): boolean {
  return !event.text.trim() && event.files.length === 0 && !event.place
}
