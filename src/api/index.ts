import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import type { Guarded } from '../auth/guard.ts'
import { requireToken } from '../auth/guard.ts'
import { Failure } from '../errors.ts'
import { createDocs } from './docs.tsx'
import { addCoding } from './coding.ts'
import { addEvidence } from './evidence.ts'
import { addEvents } from './events.ts'
import { addExport } from './export.ts'
import { addFindings } from './findings.ts'
import { addMessages } from './messages.ts'
import { answerInvalid, answerProblem } from './problem.ts'
import { addSchema } from './schema.ts'
import { addStats } from './stats.ts'
import { addTips } from './tips.ts'
import { addUnseal } from './unseal.ts'
import { addUploadLink } from './upload-link.ts'

/** The REST interface for programs, mounted at `/api`. */
export const api = new OpenAPIHono<Guarded>({
  defaultHook: (result) => (result.success ? undefined : answerInvalid(result.error)),
})

api.onError(answerProblem)
api.use(secureHeaders({ referrerPolicy: 'no-referrer' }))
api.use('/v1/*', bodyLimit({ maxSize: 1_000_000 }), requireToken, async (c, next) => {
  c.header('Cache-Control', 'no-store')
  await next()
})

for (const add of [
  addTips,
  addMessages,
  addCoding,
  addEvidence,
  addEvents,
  addExport,
  addFindings,
  addUnseal,
  addUploadLink,
  addStats,
  addSchema,
])
  add(api)

api.openAPIRegistry.registerComponent('securitySchemes', 'token', {
  type: 'http',
  scheme: 'bearer',
})

/** The interface described as OpenAPI 3.1, from the schemas that check it. */
function openApiDocument() {
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Tipthread', version: '1' },
    servers: [{ url: '/api' }],
    security: [{ token: [] }],
  })
}

api.get('/openapi.json', (c) => c.json(openApiDocument()))
api.route('/docs', createDocs(openApiDocument))
api.all('*', () => {
  throw new Failure('not-found')
})
