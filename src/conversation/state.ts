import { z } from 'zod'
import { Answer } from './answer.ts'
import { dangers, findQuestion, type Question, type Script } from './script.ts'

/** What was found in the words and waits for a yes, with the version it was recorded as. */
export const Found = Answer.extend({ version: z.int() })
export type Found = z.infer<typeof Found>

/**
 * An answer as far as the interview needs it again. What it rests on is remembered only where more
 * words may be added; the recorded answer has it all. Small states make fast turns.
 */
export const Given = Found.partial({ message_ids: true, script_version: true })
export type Given = z.infer<typeof Given>

const FileCounts = z.partialRecord(z.enum(['photo', 'video', 'audio', 'document']), z.int())

/** Where a tip stands. Answers are kept by question id, so a changed script moves none of them. */
export const TipState = z.object({
  id: z.string(),
  code: z.string(),
  stage: z.enum(['in_progress', 'partial', 'submitted', 'withdrawn']),
  answers: z.record(z.string(), Given),
  /** By question: what was read from the account, as it was last recorded. See `offer.ts`. */
  findings: z.record(z.string(), Found).optional(),
  /** The questions whose findings were last shown for a yes. */
  offered: z.array(z.string()).optional(),
  /**
   * A question that keeps the floor although it may have an answer: asked again (`back`), told over
   * more messages (`more`), or being picked from with buttons (`picking`).
   */
  focus: z
    .object({ question: z.string(), because: z.enum(['back', 'more', 'picking']) })
    .optional(),
  /** It is happening now: nothing is asked until they say that they are safe. */
  unsafe: z.boolean(),
  /** What makes the tip stand out, as the shell has it. */
  flags: z.array(z.enum(['happening_now', ...dangers])),
  /** Where to turn to is said once: with the next reply, or it has been. */
  care: z.enum(['due', 'said']).optional(),
  /** The link for originals that was last offered, and until when it works. */
  link: z.object({ id: z.string(), until: z.number() }).optional(),
  /** How many files of each kind have come in messages. */
  files: FileCounts,
  /** And how many by link. */
  uploaded: FileCounts.optional(),
})
export type TipState = z.infer<typeof TipState>

/** A tip that another took the place of, without a word of it. */
export const Earlier = z.object({
  ...TipState.pick({ id: true, code: true, stage: true }).shape,
  /** By question: the newest version there is. */
  versions: z.record(z.string(), z.int()),
})
export type Earlier = z.infer<typeof Earlier>

/** Everything remembered about a thread between two turns. Survives JSON. */
export const State = z.object({
  language: z.string(),
  /** The language was guessed or picked; a guess no longer changes it. */
  language_settled: z.boolean(),
  /** It was guessed from a greeting or from the app: the first fuller text may still change it. */
  language_tentative: z.boolean().optional(),
  tip: TipState.optional(),
  /** The tips before it, the newest first. */
  earlier: z.array(Earlier).optional(),
  /** One of them that an investigator asked about: what is not for the interview goes there. */
  aside: TipState.optional(),
  /** A list that was offered outside the interview. */
  menu: z.enum(['language', 'delete', 'welcome']).optional(),
  /** The notice's wording that was shown, in which languages, and whether the person went on after it. */
  notice: z
    .object({
      version: z.string(),
      accepted: z.boolean(),
      languages: z.array(z.string()).optional(),
    })
    .optional(),
  /** The album whose first item was answered. */
  group: z.string().optional(),
  /** When words after the end were last acknowledged. */
  receipt_at: z.number().optional(),
  /** An investigator's question waits: the next words are its answer. */
  staff_waits: z.boolean(),
  /** The question of the script that it asks again. */
  staff_asks: z.string().optional(),
  /** When the person last did something. */
  heard_at: z.number().optional(),
  /** When they last told a piece of their story or sent a file. */
  poured_at: z.number().optional(),
  /** Pieces came faster than prompts would help: one prompt is due when they pause. */
  prompt_due: z.boolean().optional(),
  /** The silence that is waited for. */
  waits: z.object({ after: z.enum(['pause', 'reminder', 'hand-in']), at: z.number() }).optional(),
})
export type State = z.infer<typeof State>

/** The state of a thread that nobody has written to yet. */
export function newState(language: string): State {
  return { language, language_settled: false, staff_waits: false }
}

/** Whether a guess at the language of what comes is of any use. */
export function takesGuess({ language_settled, language_tentative }: State): boolean {
  return !language_settled || language_tentative === true
}

/** The question that has the floor; none once the tip is handed in. */
export function currentQuestion(script: Script, tip: TipState): Question | undefined {
  if (tip.stage !== 'in_progress') return undefined
  const held = tip.focus && findQuestion(script, tip.focus.question)
  if (held && held.kind !== 'notice' && !isEnded(held, tip)) return held
  return script.questions.find((question) => isAskable(question, tip) && !tip.answers[question.id])
}

/** The nearest answered question before the one that has the floor. */
export function previousQuestion(script: Script, tip: TipState): Question | undefined {
  const current = currentQuestion(script, tip)
  const end = current ? script.questions.indexOf(current) : script.questions.length
  return script.questions
    .slice(0, end)
    .findLast((question) => isAskable(question, tip) && tip.answers[question.id])
}

/** Something grave was told: no question about details is asked any more. */
export function isGrave({ flags }: TipState): boolean {
  return flags.some((flag) => flag !== 'happening_now')
}

/** What is being picked from with buttons may be finished. */
function isEnded({ detail }: Question, tip: TipState): boolean {
  return detail === true && isGrave(tip) && tip.focus?.because !== 'picking'
}

/** Whether a question is asked at all, as far as is known. */
export function isAskable(question: Question, tip: TipState): boolean {
  if (question.kind === 'notice' || (question.detail && isGrave(tip))) return false
  if (!question.when) return true
  return tip.answers[question.when.question]?.codes?.includes(question.when.includes) ?? false
}
