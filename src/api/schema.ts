import { createRoute, z } from '@hono/zod-openapi'
import { questions } from '../conversation/questions.ts'
import { Coding } from '../conversation/record.ts'
import type { Question } from '../conversation/script.ts'
import { AnswerRecord, TipRecord } from '../tips/record.ts'
import { type Api, ok } from './route.ts'

/** A tip with every question's codes spelled out, and what staff may code beside it. */
const Tip = TipRecord.extend({
  answers: z.object(Object.fromEntries(questions.map((one) => [one.id, answerTo(one)]))).loose(),
  coding: Coding.optional(),
})

function answerTo({ options = [] }: Question) {
  const codes = options.map(({ code }) => code)
  if (codes.length === 0) return AnswerRecord.optional()
  return AnswerRecord.extend({
    value: z.union([z.array(z.enum(codes)), z.string()]).optional(),
  }).optional()
}

const schemaRoute = createRoute({
  method: 'get',
  path: '/v1/schema/tip.json',
  summary: 'The JSON Schema of a tip',
  responses: ok('JSON Schema, draft 2020-12', z.record(z.string(), z.unknown())),
})

/** Mounts the JSON Schema of a tip (draft 2020-12), made from the schemas that the code itself uses. */
export function addSchema(api: Api): void {
  api.openapi(schemaRoute, (c) =>
    c.json({ ...z.toJSONSchema(Tip, { unrepresentable: 'any' }) }, 200),
  )
}
