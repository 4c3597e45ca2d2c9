import type { Event } from '../conversation/event.ts'
import type { Inbound, Outgoing } from '../channels/channel.ts'

/** Runs events through threads. Answers only after the commit that holds them. */
export interface Turns {
  /** One turn. Throws `database-unavailable` when nothing was kept. */
  advance(arrival: Arrival): Promise<Turn>
}

/** What brings a turn about: something from outside, or an event on a thread we know. */
export type Arrival =
  | {
      from: 'outside'
      line: string
      inbound: Inbound
      at: number
      /** No answer carries the reply home, as what came was no message's webhook: it waits to be sent. */
      later?: boolean
    }
  | {
      from: 'inside'
      thread: string
      event: Event
      sent_by: string
      /** What the event was made for: on any other version of the thread it throws `conflict`. */
      version?: number
    }

/** What became of it. */
export interface Turn {
  thread_id: string
  /** The message row the event is kept as. */
  message_id: string
  /** The reply that rides home, the same for every repeat. `null`: silence, or it is sent by a job. */
  reply: { message_id: string; outgoing: Outgoing } | null
  /** A repeat: nothing changed. */
  duplicate: boolean
}
