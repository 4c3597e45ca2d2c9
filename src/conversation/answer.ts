import { z } from 'zod'

/**
 * A range of words that no view shows without a reason: what a person told unasked of somebody's status,
 * numbers or home, or a child's name. Offsets are in UTF-16 units, `end` excluded.
 */
export const Masked = z.object({
  start: z.int(),
  end: z.int(),
  kind: z.enum(['status', 'a_number', 'ssn', 'home', 'phone', 'child']),
})
export type Masked = z.infer<typeof Masked>

/**
 * An answer is an assertion with its origin: what was said, how we know, which messages it rests on.
 * `coded` is plain in the database (for filters); `words` and `place` are sealed.
 */
export const Answer = z.object({
  state: z.enum(['answered', 'dont_know', 'declined', 'not_applicable', 'not_asked']),
  /** Codes picked from the question's list. */
  codes: z.array(z.string()).optional(),
  /** The person's own words, exactly; several messages joined by a line break. */
  words: z.string().optional(),
  /** What of `words` is masked in every view. */
  masked: z.array(Masked).optional(),
  /**
   * A moment read from the words. `at` is Unix milliseconds, absent when the words hold no time; with `range` it
   * is one end of when it was, as in "after 3 pm".
   */
  moment: z
    .object({
      at: z.number().optional(),
      precision: z.enum([
        'exact',
        'within_15_min',
        'within_hour',
        'part_of_day',
        'date_only',
        'range',
        'unknown',
      ]),
      time_zone: z.string(),
    })
    .optional(),
  place: z.object({ latitude: z.number(), longitude: z.number() }).optional(),
  /**
   * The answer, or what may become it, was read from words that answered something else. `spans` are
   * where they stand in messages. `no`: nobody has said yes to it yet, so it is no answer; `refused`:
   * the person said no to it.
   */
  finding: z
    .object({
      confirmed: z.enum(['no', 'person', 'staff', 'refused']),
      spans: z.array(z.object({ message_id: z.string(), start: z.int(), end: z.int() })),
    })
    .optional(),
  derived_by: z.enum(['button', 'witness_words', 'staff_coded']),
  message_ids: z.array(z.string()),
  script_version: z.string(),
})
export type Answer = z.infer<typeof Answer>
