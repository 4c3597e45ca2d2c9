import { keepAnswer, thank } from './answer-staff.ts'
import { ask } from './ask.ts'
import { rememberTip } from './earlier.ts'
import type { MessageReceived } from './event.ts'
import { isEmpty, isLaterOfAlbum, keepFiles, keepPlace, receive } from './keep.ts'
import { answerMenu } from './menu.ts'
import { watch } from './safety.ts'
import { addNote, type Turn, update, updateTip } from './turn.ts'

/**
 * Takes a message about an earlier tip, after an investigator asked about it: the answer, and when the
 * interview waits for nothing, whatever follows until they say `NEW`. False when it is not for that tip.
 */
export function hearAside(turn: Turn, event: MessageReceived): boolean {
  const { aside, staff_waits, menu } = turn.state
  if (!aside || (!staff_waits && turn.tip.stage === 'in_progress')) return false
  const bare = event.files.length === 0 && !event.place
  if (menu && bare && answerMenu(turn, event.text)) return true
  turn.effects.push({ type: 'place-under', tip: aside.id })
  const silent = within(turn, aside, () => write(turn, event))
  if (!silent) answer(turn, event, staff_waits)
  return true
}

/** Writes down what was said, in the earlier tip. True for what is not answered. */
function write(turn: Turn, event: MessageReceived): boolean {
  keepFiles(turn, event)
  watch(turn, event.text)
  const words = event.place ? keepPlace(turn, event) : event.text
  const later = isLaterOfAlbum(turn, event)
  if (event.group !== undefined) update(turn, { group: event.group })
  if (turn.state.staff_waits && !later) keepAnswer(turn, words)
  else if (words.trim()) addNote(turn, words)
  return later
}

function answer(turn: Turn, event: MessageReceived, asked: boolean): void {
  if (isEmpty(event)) return ask(turn)
  if (!asked) return receive(turn, turn.state.aside?.code ?? turn.tip.code)
  if (turn.tip.stage === 'in_progress') update(turn, { aside: undefined })
  thank(turn)
}

/** Lets a turn speak of the earlier tip, then puts both back. Where to turn to is said by either. */
function within(turn: Turn, aside: NonNullable<Turn['state']['aside']>, work: () => boolean) {
  const { tip } = turn
  turn.tip = aside
  const silent = work()
  const { care, ...after } = turn.tip
  turn.tip = tip
  if (care === 'due') updateTip(turn, { care })
  const earlier = rememberTip(turn.state.earlier, after)
  update(turn, { aside: { ...after, care: 'said' }, earlier })
  return silent
}
