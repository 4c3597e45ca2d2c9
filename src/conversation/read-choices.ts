import { readTokens } from './extract/tokens.ts'
import { listed, type Question, type Vocabulary } from './script.ts'
import { normalise, plainDigits, shortForm } from './words.ts'

/** What a text picks from a question's list. `words` are kept where there is more than the pick. */
export type Picks =
  | { type: 'picked'; codes: string[]; by: 'number' | 'word'; words?: string }
  | { type: 'not-offered' }

const digits = /^\d{1,2}$/
const span = /\d\s*[-–]\s*\d/u
/** "1, 3: and the van had no plate": numbers, then a mark of some script, then words. */
const numbersThenWords =
  /^[\s(#]*(\d{1,2}(?:[\s,;&+،؛，、；]+\d{1,2})*)\s*[,.:;)\n،؛。，、；：）]+\s*(\D[\s\S]*)$/u
const itemMarks = /[,;\n/،؛，、；]+/u
const rowOfList = /^(\d{1,2}) (.+)$/u
/** Between "and" and a number that are written as one, as in Arabic. */
const joined = /(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/u

/**
 * Reads numbers ("1 3", "1,3", "1 and 3"), option words ("ICE, FBI") or numbers followed by words.
 * Nothing is guessed from the middle of a sentence: a wrong code is worse than none.
 */
export function readChoices(
  question: Question,
  text: string,
  vocabulary: Vocabulary,
): Picks | undefined {
  return (
    readNumbers(question, text, vocabulary) ??
    readOptionWords(question, text, vocabulary) ??
    readNumbersThenWords(question, text)
  )
}

function readNumbers(question: Question, text: string, { joiners }: Vocabulary): Picks | undefined {
  const tokens = shortForm(text)
    .split(' ')
    .flatMap((token) => token.split(joined))
    .filter((token) => !joiners.has(token))
  if (tokens.length === 0 || !tokens.every((token) => digits.test(token))) return undefined
  return span.test(plainDigits(text)) ? { type: 'not-offered' } : pickNumbers(question, tokens)
}

function readNumbersThenWords(question: Question, text: string): Picks | undefined {
  const match = numbersThenWords.exec(plainDigits(text))
  if (!match?.[1]) return undefined
  const picks = pickNumbers(question, normalise(match[1]).split(' '))
  return picks.type === 'picked' ? { ...picks, words: text } : undefined
}

function pickNumbers(question: Question, numbers: string[]): Picks {
  const options = listed(question)
  const codes = new Set<string>()
  for (const number of numbers) {
    const code = options[Number(number) - 1]?.code
    if (!code) return { type: 'not-offered' }
    codes.add(code)
  }
  if (question.kind !== 'choices' && codes.size > 1) return { type: 'not-offered' }
  return { type: 'picked', codes: [...codes], by: 'number' }
}

function readOptionWords(
  question: Question,
  text: string,
  vocabulary: Vocabulary,
): Picks | undefined {
  const words = vocabulary.options.get(question.id)
  const whole = codeOf(question, shortForm(text), words)
  if (whole) return { type: 'picked', codes: [whole], by: 'word', words: text }
  if (!words || question.kind !== 'choices' || shortForm(text) === '') return undefined
  const codes = splitItems(text, vocabulary).map((item) => codeOf(question, item, words))
  if (codes.length === 0 || !codes.every((code) => code !== undefined)) return undefined
  return { type: 'picked', codes: [...new Set(codes)], by: 'word', words: text }
}

/** An option by its words, with its number before them where the whole row was copied. */
function codeOf(
  question: Question,
  form: string,
  words: ReadonlyMap<string, string> | undefined,
): string | undefined {
  const [, number, row = ''] = rowOfList.exec(form) ?? []
  const code = words?.get(row)
  return code && listed(question)[Number(number) - 1]?.code === code ? code : words?.get(form)
}

/** Cuts at marks and at "and", which Chinese writes without spaces. */
function splitItems(text: string, { joiners }: Vocabulary): string[] {
  return text.split(itemMarks).flatMap((piece) => {
    const cuts = readTokens(piece).filter(({ form }) => joiners.has(form))
    const starts = [0, ...cuts.map(({ end }) => end)]
    return starts
      .map((start, index) => normalise(piece.slice(start, cuts[index]?.start)))
      .filter(Boolean)
  })
}

/** What ends a sentence or a part of one. */
const clauseMarks = /[,.;!\n،؛۔。，、；！।]+/u
const thumb = /^(?:[👍👌✅✔☑🆗💯][\p{Emoji_Modifier}\u{fe0f}\s]*)+$/u

/** "Yes, that's right": nothing but words that say yes, or a thumb that does. */
export function saysYes({ yes, commands }: Vocabulary, text: string): boolean {
  if (thumb.test(text.trim()) || yes.has(shortForm(text))) return true
  return saysOnly(yes, text) && !partsOf(text).some((part) => commands.has(part))
}

/** "No, that's all": a short text of which every part is one of the words. */
export function saysOnly(words: ReadonlySet<string>, text: string): boolean {
  const said = shortForm(text)
  return said !== '' && (words.has(said) || partsOf(text).every((part) => words.has(part)))
}

function partsOf(text: string): string[] {
  return text.split(clauseMarks).map(normalise).filter(Boolean)
}
