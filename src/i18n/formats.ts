/** Of Haitian Creole engines know neither dates nor numbers: French ones are the nearest. */
const nearest: Record<string, string> = { ht: 'fr' }

/**
 * How `Intl` is to be asked for a language, so that one it does not know is never written as the machine's
 * own language, whatever that is.
 */
export function formatsOf(language: string): string[] {
  return [language, nearest[language] ?? 'en']
}
