import canonicalize from 'canonicalize'
import { z } from 'zod'
import { Answer } from '../../../conversation/answer.ts'
import type { RowType } from './store.ts'

const CodedActs = z.looseObject({ acts: z.array(z.looseObject({ act_type: z.string() })) })
const ManifestFacts = z.looseObject({ mime: z.string(), size: z.number() })

/** What the plain columns of a row must say, by what is sealed in it. */
const repeats: { [type in RowType]?: (sealed: unknown) => Record<string, unknown> } = {
  answer: (sealed) => {
    const { state, derived_by, codes, moment, place, finding, ...rest } = Answer.parse(sealed)
    const { message_ids, script_version } = rest
    const near = place && { latitude: round(place.latitude), longitude: round(place.longitude) }
    return { state, derived_by, codes, moment, near, finding, message_ids, script_version }
  },
  coding: (sealed) => {
    const { acts } = CodedActs.parse(sealed)
    return { act_types: [...new Set(acts.map(({ act_type }) => act_type))] }
  },
  manifest: (sealed) => {
    const { mime, size } = ManifestFacts.parse(sealed)
    return { mime, size }
  },
}

/** Whether the columns that lists and filters read say what is sealed in the same row. */
export function repeatsFaithfully(
  type: RowType,
  json: string,
  plain: Record<string, unknown> | null,
): boolean {
  const said = repeats[type]
  if (!said || !plain) return true
  try {
    return canonicalize(withoutNulls(said(JSON.parse(json)))) === canonicalize(withoutNulls(plain))
  } catch {
    return false
  }
}

/** What is absent is null in a column. */
function withoutNulls(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value != null))
}

function round(degrees: number): number {
  return Math.round(degrees * 100) / 100
}
