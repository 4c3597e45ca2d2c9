import { randomUUID } from 'node:crypto'
import type { Inbound, InboundContent, InboundFile } from '../channels/channel.ts'
import type { Event, FreshTip, Reach } from '../conversation/event.ts'
import { guessLanguage } from '../i18n/detect.ts'
import { newTipCode } from './names.ts'

/** A file with the id its evidence row will have. */
export type NamedFile = InboundFile & { id: string }

/** What the event leaves out: how the message is kept. */
export interface Arrived {
  event: Event
  files: NamedFile[]
  kind: 'message' | 'button' | 'edit' | 'reach' | 'unreadable' | 'follow-up'
}

interface Given {
  id: string
  at: number
  /** Whether we may write to the person as things stand. */
  reach: Reach
  /** A legal hold stands on the tip that takes words. */
  held: boolean
  /** What the line speaks, while nothing has settled the thread's language: the words are asked for it. */
  unsettled: readonly string[] | undefined
  /** For an edit: the files of the message that are kept already, by the provider's names. */
  kept: readonly string[]
}

/** Turns what a channel understood into an event for the core, giving out ids for what it may make. */
export function toEvent(inbound: Inbound, given: Given): Arrived {
  const { content } = inbound
  const files = filesOf(content, given.kept)
  return { event: eventOf(inbound, given, files), files, kind: content.type }
}

function eventOf(inbound: Inbound, given: Given, files: NamedFile[]): Event {
  const { id, at, reach, held, unsettled } = given
  const { content } = inbound
  const open = { id, at, fresh: newTip(), ...(held && { held }) }
  switch (content.type) {
    case 'message':
      if (content.answered_elsewhere)
        return { type: 'reach-changed', id, at, reach: content.reach ?? reach }
      return {
        type: 'message-received',
        ...open,
        text: content.text,
        files: files.map((file) => ({ id: file.id, kind: file.kind })),
        ...(content.place && { place: content.place }),
        ...(content.group && { group: content.group }),
        ...hint(content.text, inbound, unsettled),
      }
    case 'button': {
      const { question, choice, ref } = content
      const language = hint('', inbound, unsettled)
      return { type: 'button-pressed', ...open, question, choice, ...(ref && { ref }), ...language }
    }
    case 'edit':
      return { type: 'message-edited', id, at, text: content.text }
    case 'reach':
      return { type: 'reach-changed', id, at, reach: content.reach }
    case 'unreadable':
      return { type: 'unreadable-received', ...open }
  }
}

function hint(
  text: string,
  { language_hint, from }: Inbound,
  offered: Given['unsettled'],
): { language_hint?: string } {
  const language = offered && guessLanguage(text, language_hint, offered, from)
  return language ? { language_hint: language } : {}
}

function newTip(): FreshTip {
  return { id: randomUUID(), code: newTipCode() }
}

/** An edit tells again of files that came before it; only the others are new. */
function filesOf(content: InboundContent, kept: Given['kept']): NamedFile[] {
  if (content.type !== 'message' && content.type !== 'edit') return []
  const isKept = ({ source }: InboundFile) =>
    'unique_id' in source && kept.includes(source.unique_id)
  const news = (content.files ?? []).filter((file) => !isKept(file))
  return news.map((file) => ({ ...file, id: randomUUID() }))
}
