import { z } from 'zod'
import { languages } from '../i18n/languages.ts'
import { type LineWords, speak } from './words.ts'

const codes = languages.map(({ code }) => code)
const Code = z.enum(codes, `one of ${codes.join(', ')}`)
const text = (most: number) =>
  z
    .string(`words of at most ${most} letters`)
    .trim()
    .min(1, 'not empty')
    .max(most, `at most ${most} letters`)
const PerLanguage = z.partialRecord(Code, text(400))
const Minutes = z
  .int('whole minutes')
  .min(1, 'at least 1 minute')
  .max(60 * 24 * 60, 'at most 60 days')
const Days = z.int('whole days').min(0, 'at least 0 days').max(36_500, 'at most 36500 days')
const Clock = z.string('a time like 21:00').regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time like 21:00')
const Day = z.iso.date('a day like 2026-11-24')
const WebAddress = z.url({ protocol: /^https?$/, error: 'an http or https address' })
const Address = z
  .string('a number like +15555550100, or bot')
  .regex(/^(\+[1-9]\d{6,14}|\d{5,6}|bot)$/, 'a number like +15555550100, or bot')

/** Known to this machine's time zone data, as every time on the line is read by it. */
const TimeZone = z.string('a time zone like America/Chicago').refine((zone) => {
  try {
    return zone.includes('/') && Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}, 'a time zone like America/Chicago')

/** Where a person can turn to. Names per language; the default language's stands in for the others. */
const Referral = z.strictObject({
  about: z.enum(['crisis', 'legal', 'medical', 'violence', 'children', 'other']),
  name: PerLanguage,
  phone: z.string().min(2).max(30).optional(),
  url: WebAddress.optional(),
})

const Hours = z.strictObject({
  days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).min(1),
  from: Clock,
  to: Clock,
})

/** A law that investigators look at. People who write never see it. */
const Statute = z.strictObject({
  statute: text(100),
  name: text(200),
  effective_from: Day,
  enforceable_against_federal: z.enum(['yes', 'no', 'stayed', 'unclear']),
  status: text(400),
  checked_on: Day,
  source: WebAddress,
})

const Jurisdiction = z.strictObject({
  name: text(100),
  statutes: z.array(Statute).default([]),
})

/** Days after the last activity, by stage; null keeps. */
const Retention = z.strictObject({
  in_progress_days: Days.nullable().default(null),
  partial_days: Days.nullable().default(null),
  submitted_days: Days.nullable().default(null),
  spam_days: Days.nullable().default(90),
  /** From DELETE until nothing can bring the words back. */
  grace_days: Days.default(7),
  /** What becomes of the copies at Twilio once ours is kept. */
  provider_copies: z.enum(['remove', 'keep']).default('remove'),
})

/**
 * A line's own notice, in place of the one in the locale files. `{{line}}` and `{{agency}}` are filled. A
 * first reply may hold it in two languages, above the list of all.
 */
const Notices = z.strictObject({
  version: z.string().regex(/^[\w.-]{1,32}$/, 'letters, digits, dots, - or _'),
  words: z.partialRecord(
    Code,
    text(600).refine((words) => words.includes('{{agency}}'), 'words that hold {{agency}}'),
  ),
})

/** What people may send by their links for originals. */
const Uploads = z.strictObject({
  /** How long a link works. */
  days: z.int('whole days').min(1, 'at least 1 day').max(365, 'at most 365 days').default(30),
  /** The largest file, in megabytes (10^6 bytes). */
  most_megabytes: z
    .int('whole megabytes')
    .min(20, 'at least 20')
    .max(20_000, 'at most 20000')
    .default(2_200),
  most_files: z.int('a whole number').min(1, 'at least 1').max(500, 'at most 500').default(50),
})

const Silence = z
  .strictObject({
    reminder_minutes: Minutes.default(120),
    hand_in_minutes: Minutes.default(24 * 60),
  })
  .refine((one) => one.reminder_minutes < one.hand_in_minutes, 'a reminder before the hand-in')

/** A line's file: everything that makes one agency's line different from another's. */
export const LineFile = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'small letters, digits and -'),
    /** Both in the default language; `words` has them in others. */
    name: text(120),
    agency: text(160),
    words: z
      .partialRecord(
        Code,
        z.strictObject({ name: text(120).optional(), agency: text(160).optional() }),
      )
      .default({}),
    default_language: Code,
    second_language: Code.optional(),
    languages: z.array(Code).min(1).default(codes),
    time_zone: TimeZone,
    /** Empty: every address that no other line claims. */
    addresses: z.array(Address).default([]),
    /** When somebody reads what comes in. */
    hours: z.array(Hours).default([]),
    /** No reminder leaves between these times at the line's place. */
    quiet: z.strictObject({ from: Clock, to: Clock }).default({ from: '21:00', to: '08:00' }),
    silence: Silence.prefault({}),
    notices: Notices.optional(),
    referrals: z.array(Referral).max(5).default([]),
    jurisdiction: Jurisdiction.optional(),
    retention: Retention.prefault({}),
    uploads: Uploads.prefault({}),
    /** The interview that the agency has signed off, as `answer.script_version` names it. */
    script_version: z.string().max(40).optional(),
  })
  .superRefine((line, context) => {
    const spoken = (path: 'default_language' | 'second_language') => {
      const code = line[path]
      if (code && !line.languages.includes(code)) {
        context.addIssue({ code: 'custom', path: [path], message: 'one of languages' })
      }
    }
    spoken('default_language')
    spoken('second_language')
    if (line.notices && !line.notices.words[line.default_language]) {
      const path = ['notices', 'words', line.default_language]
      context.addIssue({ code: 'custom', path, message: 'there, as it is the default language' })
    }
  })
export type LineFile = z.infer<typeof LineFile>

/** A line as turns use it: its file, and its words made ready in every language. */
export interface Line extends LineFile {
  notice_version: string | undefined
  grace_days: number
  spoken: ReadonlyMap<string, LineWords>
}

/** Makes a line ready. Done when it is loaded, so that no turn has to. */
export function openLine(file: LineFile): Line {
  return {
    ...file,
    notice_version: file.notices?.version,
    grace_days: file.retention.grace_days,
    spoken: new Map(codes.map((code) => [code, speak(file, code)])),
  }
}
