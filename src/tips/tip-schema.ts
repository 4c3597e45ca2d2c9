import { z } from 'zod'
import { questions } from '../conversation/questions.ts'
import { Coding } from '../conversation/record.ts'
import type { Question } from '../conversation/script.ts'
import { AnswerRecord, TipRecord } from './record.ts'

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

/** The JSON Schema of a tip (draft 2020-12), made from the schemas that the code itself uses. */
export function tipSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(Tip, { unrepresentable: 'any' }) }
}
