import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Guarded } from '../auth/guard.ts'
import { isOutage } from '../db/outage.ts'
import { Failure } from '../errors.ts'

/** RFC 9457 problem details. `code` is from the project's closed list of failures. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem')
type Problem = z.infer<typeof Problem>

/** Answers any error of the API as problem details. What is not expected is logged and hidden. */
export function answerProblem(error: Error, c: Context<Guarded>): Response {
  const failure = isOutage(error) ? new Failure('database-unavailable') : error
  if (failure instanceof Failure) return answerFailure(failure, c)
  if (error instanceof HTTPException) {
    const code = error.status === 413 ? 'too-large' : 'bad-request'
    return send({ status: error.status, code, detail: error.message })
  }
  c.var.deps.log.error('api_error', { method: c.req.method }, error)
  return send({ status: 500, code: 'internal' })
}

function answerFailure(error: Failure, c: Context<Guarded>): Response {
  c.var.deps.metrics.refused.inc({ door: 'api', code: error.code })
  const headers: Record<string, string> = {}
  if (error.code === 'not-signed-in') headers['WWW-Authenticate'] = 'Bearer'
  if (error.code === 'database-unavailable') headers['Retry-After'] = '5'
  const detail = error.message === error.code ? {} : { detail: error.message }
  return send({ status: error.status, code: error.code, ...detail }, headers)
}

/** Answers what did not pass a schema, naming each place; the values themselves are not repeated. */
export function answerInvalid(error: z.core.$ZodError): Response {
  const errors = error.issues.map((issue) => ({
    path: issue.path.join('.'),
    message: issue.message,
  }))
  return send({ status: 400, code: 'bad-request', detail: 'The request is not valid', errors })
}

const titles: Record<string, string> = {
  'bad-request': 'Not a valid request',
  'not-signed-in': 'Not signed in',
  'not-allowed': 'Not allowed',
  'not-found': 'Not found',
  conflict: 'In conflict with the present state',
  'too-large': 'Too large',
  'not-here': 'Not possible on this server',
  'cannot-reach': 'The person cannot be reached',
  'database-unavailable': 'The database is not available',
}

function send(
  problem: Omit<Problem, 'type' | 'title'>,
  headers: Record<string, string> = {},
): Response {
  const title = titles[problem.code] ?? 'Something went wrong here'
  const body: Problem = { type: `urn:tipthread:problem:${problem.code}`, title, ...problem }
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  })
}
