/**
 * The scripts our languages are written in. `worth`: how many Latin letters one of its signs is worth.
 * `foreign`: a text that shares no more of its words than this with a language is in one that we do not
 * have. In Arabic script particles grow together with words; where we have all languages of a script it
 * is nothing.
 */
const scripts = [
  { name: 'Latin', sign: /\p{Script=Latin}/gu, worth: 1, foreign: 0.25 },
  { name: 'Arabic', sign: /\p{Script=Arabic}/gu, worth: 1, foreign: 0.1 },
  { name: 'Cyrillic', sign: /\p{Script=Cyrillic}/gu, worth: 1, foreign: 0.25 },
  { name: 'Bengali', sign: /\p{Script=Bengali}/gu, worth: 1, foreign: -1 },
  { name: 'Hangul', sign: /\p{Script=Hangul}/gu, worth: 3, foreign: -1 },
  { name: 'Han', sign: /\p{Script=Han}/gu, worth: 3, foreign: -1 },
] as const

/** One of the scripts. */
export type Script = (typeof scripts)[number]

/** Names stay Latin in every text, so a third as much of another script is enough. */
const enough = 1 / 3

/** The script that a text is mostly in. */
export function scriptOf(text: string): Script | undefined {
  const amounts = scripts
    .map((script) => ({ script, amount: (text.match(script.sign)?.length ?? 0) * script.worth }))
    .sort((a, b) => b.amount - a.amount)
  const [most] = amounts
  const other = amounts.find(({ script }) => script.name !== 'Latin')
  if (!most || most.amount === 0) return undefined
  return other && other.amount > most.amount * enough ? other.script : most.script
}
