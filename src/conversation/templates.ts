/** A reviewed question that investigators may send. Its words are `template.<id>` in the locale files. */
export interface Template {
  id: string
  /** The question it asks again: what comes back is written as a new version of that answer. */
  question?: string
}

/** Every template, in the order they are offered. A new one is one entry and its words. */
export const templates: readonly Template[] = [
  { id: 'may_we_call' },
  { id: 'original_video' },
  { id: 'what_time', question: 'start' },
  { id: 'which_place', question: 'place' },
  { id: 'more_detail', question: 'account' },
  { id: 'name_or_number', question: 'identification' },
  { id: 'who_else_saw' },
  { id: 'anything_new' },
]

/** The template of that name, if it is still offered. */
export function findTemplate(id: string): Template | undefined {
  return templates.find((template) => template.id === id)
}
