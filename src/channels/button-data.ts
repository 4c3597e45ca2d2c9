/** Reads what a button of ours carries back, `question:choice`. Undefined for anything else. */
export function readButtonData(
  data: string | undefined,
): { question: string; choice: string } | undefined {
  const [, question, choice] = /^([\w.-]+):([\w.-]+)$/.exec(data ?? '') ?? []
  return question && choice ? { question, choice } : undefined
}
