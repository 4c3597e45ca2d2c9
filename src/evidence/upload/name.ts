/** Longer than any phone's own names. */
const most = 200

/** What the sender's phone calls a file: without folders and signs that no name has. */
export function cleanName(given: string | null | undefined): string | undefined {
  const last = (given ?? '').toWellFormed().split(/[/\\]/).at(-1) ?? ''
  const name = last
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(0, most)
    .replace(/\p{Cs}$/u, '')
  return /[^.\s]/.test(name) ? name : undefined
}

/** The type that is announced, if it looks like one. */
export function cleanType(given: string | null | undefined): string | undefined {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,100}/.exec(given?.toLowerCase() ?? '')?.[0]
}
