import { z } from 'zod'

/**
 * What staff may code of a tip beside what the person answered: who was there, who the agents were, what
 * was done act by act, and the vehicles. Coding is somebody's reading of the words and never takes
 * their place. Codes are the API's names; they are never renamed, only retired.
 */

const text = z.string().trim().min(1).max(2_000)
/** A label that other rows refer to: `P1`, `A2`, `V1`. */
const label = (letter: string) => z.string().regex(new RegExp(`^${letter}[1-9]\\d{0,2}$`))
const several = <T extends z.ZodType>(row: T) => z.array(row).max(100).default([])

/** Where in a message a row of the coding rests. Offsets are UTF-16, in the words as they were written. */
export const Quote = z.strictObject({
  message_id: z.uuid(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
})
export type Quote = z.infer<typeof Quote>
const quotes = z.array(Quote).max(20).optional()

const agencies = [
  ...['ICE_ERO', 'ICE_HSI', 'ICE_unspec', 'CBP_Border_Patrol', 'CBP_other', 'DHS_other', 'FBI'],
  ...['DEA', 'ATF', 'USMS', 'FPS', 'military_or_Guard', 'state_police', 'local_police_sheriff'],
  ...['private_contractor', 'only_POLICE', 'unmarked', 'other', 'unknown'],
] as const

/** Every act, in its group. */
export const actGroups = {
  force: [
    ...['firearm_discharged', 'firearm_pointed', 'electric_weapon', 'spray'],
    ...['gas_or_smoke_canister', 'impact_projectile', 'noise_light_device', 'baton_or_object'],
    ...['strike', 'takedown', 'neck_or_airway', 'weight_on_body', 'vehicle_contact', 'dog', 'drag'],
    ...['restraint', 'threat'],
  ],
  liberty: [
    ...['stop_question', 'detained_released', 'arrested_taken', 'taken_place_unknown'],
    ...['denied_phone_lawyer', 'long_hold'],
  ],
  entry: [
    ...['home_entry', 'nonpublic_entry', 'forced_door_window', 'ruse', 'person_search'],
    ...['vehicle_search', 'device_search', 'damaged', 'taken'],
  ],
  identity: ['refused_id', 'concealed', 'plate_none_altered', 'possible_impersonation'],
  speech: [
    ...['told_stop_recording', 'device_taken_deleted', 'observer_press_targeted'],
    ...['retaliation_threat', 'crowd_dispersed', 'scanned_or_photographed'],
  ],
  bias: ['slur', 'singled_out_words'],
  aid: ['withheld', 'blocked'],
  child: ['force_near_child', 'left_alone'],
  other: ['sexual', 'voting', 'false_report', 'other'],
} as const satisfies Record<string, readonly string[]>

const Person = z.strictObject({
  label: label('P'),
  relation: z
    .enum(['me', 'family', 'friend', 'coworker', 'neighbour', 'stranger', 'child_in_my_care'])
    .optional(),
  age_band: z.enum(['under_12', '13_17', 'adult', '65_plus', 'unknown']).optional(),
  count: z.int().min(1).max(10_000).optional(),
  doing: z
    .array(
      z.enum([
        ...(['nothing', 'talking', 'filming', 'walking_away', 'driving_toward'] as const),
        ...(['driving_away', 'passive', 'pulling_away', 'physical_fight', 'threw_object'] as const),
        ...(['had_weapon', 'held_or_cuffed', 'on_ground', 'unknown'] as const),
      ]),
    )
    .max(20)
    .optional(),
  harm: z
    .array(
      z.enum([
        ...(['none_seen', 'pain', 'bruise_cut', 'chemical', 'burn', 'fracture'] as const),
        ...(['head_or_unconscious', 'breathing', 'gunshot', 'pregnancy'] as const),
        ...(['fear_distress', 'death', 'property', 'unknown'] as const),
      ]),
    )
    .max(20)
    .optional(),
  treatment: z
    .enum(['none', 'self', 'EMT', 'clinic_ER', 'admitted', 'refused_by_agents', 'unknown'])
    .optional(),
  now: z
    .enum(['free', 'held_known_place', 'held_unknown', 'hospital', 'died', 'unknown'])
    .optional(),
  quotes,
})

const Agent = z.strictObject({
  label: label('A'),
  count: z.int().min(1).max(10_000).optional(),
  count_is: z.enum(['exact', 'about', 'range']).optional(),
  agency: z.enum(agencies).optional(),
  agency_basis: z
    .array(z.enum(['patch_vest', 'badge', 'they_said', 'vehicle', 'paper', 'news', 'assumed']))
    .max(10)
    .optional(),
  text_on_clothing: text.optional(),
  attire: z
    .enum([
      ...(['agency_uniform', 'tactical_marked', 'tactical_unmarked'] as const),
      ...(['plain_marked', 'plain_unmarked', 'unknown'] as const),
    ])
    .optional(),
  face: z
    .enum([
      ...(['uncovered', 'cloth_or_gaiter', 'balaclava', 'medical_or_N95', 'clear_shield'] as const),
      ...(['respirator', 'helmet_visor', 'sunglasses', 'other', 'unknown'] as const),
    ])
    .optional(),
  id_shown: z
    .enum([
      ...(['agency_and_name', 'agency_and_badge', 'agency_only', 'name_or_badge_only'] as const),
      ...(['none_seen', 'could_not_see'] as const),
    ])
    .optional(),
  id_announced: z.enum(['before', 'during', 'after', 'never_heard', 'unknown']).optional(),
  id_asked: z
    .enum(['asked_given', 'asked_refused', 'asked_ignored', 'not_asked', 'unknown'])
    .optional(),
  role: z.enum(['did_it', 'gave_orders', 'helped_held', 'watched', 'drove', 'unknown']).optional(),
  bodycam: z.enum(['seen', 'none_seen', 'unknown']).optional(),
  identifiers: text.optional(),
  description: text.optional(),
  quotes,
})

const Vehicle = z.strictObject({
  label: label('V'),
  make: text.optional(),
  colour: text.optional(),
  markings: text.optional(),
  plate: z.enum(['full', 'partial', 'covered', 'none', 'unknown']).optional(),
  plate_text: text.optional(),
  plate_state: z.string().trim().min(2).max(40).optional(),
  quotes,
})

const Act = z.strictObject({
  act_type: z.enum(Object.values(actGroups).flat()),
  agent: label('A').optional(),
  person: label('P').optional(),
  vehicle: label('V').optional(),
  means: text.optional(),
  body_area: text.optional(),
  /** The first act is 1. Acts at the same moment share a number. */
  order: z.int().min(1).max(1_000).optional(),
  count_or_duration: text.optional(),
  quotes,
})

/** Staff's coding of one tip. Every label that a row refers to has a row of its own. */
export const Coding = z
  .strictObject({
    persons: several(Person),
    agents: several(Agent),
    vehicles: several(Vehicle),
    acts: several(Act),
    place_type: z
      .enum([
        ...(['street', 'vehicle', 'home_or_yard', 'apartment_common', 'workplace_public'] as const),
        ...(['workplace_nonpublic', 'farm', 'store', 'school_childcare'] as const),
        ...(['hospital_clinic', 'worship', 'courthouse_or_nearby', 'government_office'] as const),
        ...(['immigration_office', 'detention', 'transit_airport', 'protest', 'shelter'] as const),
        ...(['other', 'unknown'] as const),
      ])
      .optional(),
    distance: z.enum(['under_3m', '3_10m', '10_30m', 'over_30m', 'unknown']).optional(),
    view: z
      .enum(['clear', 'partly_blocked', 'heard_only', 'dark', 'through_camera', 'unknown'])
      .optional(),
    warnings: z.enum(['none_heard', 'heard', 'not_understood', 'unknown']).optional(),
    words_said: several(z.strictObject({ speaker: label('[AP]'), words: text })),
    warrant: z
      .enum([
        ...(['judge_signed', 'agency_paper', 'paper_not_readable', 'said_not_shown'] as const),
        ...(['none', 'not_asked', 'unknown'] as const),
      ])
      .optional(),
    reason_given: text.optional(),
    consent_to_enter: z.enum(['yes', 'no', 'pressured', 'unknown']).optional(),
    other_police: z.enum(['none', 'watched', 'helped', 'stopped_it', 'unknown']).optional(),
    nearby_cameras: z
      .array(z.enum(['doorbell', 'store', 'bus', 'dashcam', 'other']))
      .max(10)
      .optional(),
    other_witnesses: text.optional(),
    other_reports: z
      .array(
        z.enum([
          ...(['911', 'police', 'AG_or_DA_portal', 'DHS_CRCL', 'OIG'] as const),
          ...(['lawyer', 'media', 'none'] as const),
        ]),
      )
      .max(10)
      .optional(),
  })
  .superRefine((coding, context) => {
    for (const path of brokenLabels(coding)) context.addIssue({ code: 'custom', ...path })
  })
  .meta({ id: 'Coding' })
export type Coding = z.infer<typeof Coding>

interface Labelled {
  persons: { label: string }[]
  agents: { label: string }[]
  vehicles: { label: string }[]
  acts: { agent?: string | undefined; person?: string | undefined; vehicle?: string | undefined }[]
  words_said: { speaker: string }[]
}

/** Labels that stand twice, or that a row refers to and nobody has. */
function brokenLabels(coding: Labelled): { path: (string | number)[]; message: string }[] {
  const labels = [...coding.persons, ...coding.agents, ...coding.vehicles].map((row) => row.label)
  const twice = labels.filter((one, index) => labels.indexOf(one) !== index)
  const missing = (one: string | undefined) => one !== undefined && !labels.includes(one)
  return [
    ...twice.map((one) => ({ path: ['persons'], message: `${one} stands twice` })),
    ...coding.acts.flatMap(({ agent, person, vehicle }, index) =>
      [agent, person, vehicle].some(missing)
        ? [{ path: ['acts', index], message: 'refers to a label that is not there' }]
        : [],
    ),
    ...coding.words_said.flatMap(({ speaker }, index) =>
      missing(speaker)
        ? [{ path: ['words_said', index], message: 'refers to a label that is not there' }]
        : [],
    ),
  ]
}
