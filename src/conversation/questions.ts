import type { Option, Question } from './script.ts'

/** Changes with any change of a question, an option or the English words of either. */
export const scriptVersion = '2026-11-24.2'

/**
 * The interview, in the order it is asked. A new question is one entry here and its words in the
 * locale files. Codes are the API's names; they are never renamed, only retired.
 */
export const questions: readonly Question[] = [
  { id: 'notice', kind: 'notice' },
  {
    id: 'timing',
    kind: 'choice',
    options: [{ code: 'happening_now', danger: true }, ...list('last_24h', 'last_7d', 'earlier')],
  },
  { id: 'account', kind: 'account' },
  {
    id: 'source_basis',
    kind: 'choices',
    options: list(
      'happened_to_me',
      'saw_it',
      'heard_it_happen',
      'filmed_it',
      'saw_a_video_only',
      'told_by_another',
      'writing_for_another',
      'official_or_worker_inside',
    ),
  },
  { id: 'start', kind: 'time' },
  { id: 'place', kind: 'place' },
  {
    id: 'agency',
    kind: 'choices',
    options: [
      ...list(
        'ICE_unspec',
        'CBP_Border_Patrol',
        'local_police_sheriff',
        'only_POLICE',
        'unmarked',
        'other',
      ),
      ...unlisted(
        'ICE_ERO',
        'ICE_HSI',
        'CBP_other',
        'DHS_other',
        'FBI',
        'DEA',
        'ATF',
        'USMS',
        'FPS',
        'military_or_Guard',
        'state_police',
        'private_contractor',
      ),
    ],
  },
  {
    id: 'identification',
    kind: 'choices',
    detail: true,
    options: list(
      'face_covered',
      'face_uncovered',
      'agency_shown',
      'name_shown',
      'badge_shown',
      'plate_seen',
      'none_seen',
    ),
  },
  {
    id: 'acts',
    kind: 'choices',
    detail: true,
    options: [
      ...list(
        'force',
        'liberty',
        'entry',
        'property',
        'identity',
        'speech',
        'bias',
        'aid',
        'other',
      ),
      ...unlisted('child'),
    ],
  },
  {
    id: 'force',
    kind: 'choices',
    detail: true,
    when: { question: 'acts', includes: 'force' },
    options: [
      ...list(
        'firearm_discharged',
        'firearm_pointed',
        'electric_weapon',
        'spray',
        'baton_or_object',
        'strike',
        'takedown',
        'neck_or_airway',
        'vehicle_contact',
      ),
      ...unlisted('dog', 'drag', 'restraint', 'threat', 'impact_projectile', 'noise_light_device'),
    ],
  },
  {
    id: 'context',
    kind: 'choices',
    detail: true,
    options: list(
      'talking_or_filming',
      'moving_away',
      'resisted',
      'had_weapon',
      'warning_heard',
      'reason_given',
      'paper_shown',
      'nothing',
    ),
  },
  {
    id: 'harm',
    kind: 'choices',
    detail: true,
    options: [
      ...list('none_seen', 'bruise_cut', 'chemical'),
      { code: 'serious', grave: 'injury' },
      { code: 'death', grave: 'death' },
      ...list('fear_distress', 'property', 'treated', 'held'),
    ],
  },
  {
    id: 'media',
    kind: 'files',
    options: list('mine_unedited', 'mine_edited', 'from_another', 'none'),
  },
  {
    id: 'contact',
    kind: 'choice',
    options: list('anonymous', 'confidential', 'named', 'no_contact'),
  },
  { id: 'read_back', kind: 'read-back', options: list('correct', 'corrected') },
  { id: 'correction', kind: 'text', when: { question: 'read_back', includes: 'corrected' } },
]

/** Answers without a question: what came off the questions, and what was said to investigators. */
export const unasked = { note: 'note', follow_up: 'follow_up' } as const

function list(...codes: string[]): Option[] {
  return codes.map((code) => ({ code }))
}

function unlisted(...codes: string[]): Option[] {
  return codes.map((code) => ({ code, unlisted: true }))
}
