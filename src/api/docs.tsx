import { z } from '@hono/zod-openapi'
import { Hono } from 'hono'
import { createAssets } from '../web/assets.ts'
import { Page, pageHeaders, sendPage } from '../web/page.tsx'
import css from './docs.css?raw'

const assets = createAssets('/api/docs/assets', { 'docs.css': css })

/** As much of an OpenAPI document as the page reads. */
const Document = z.object({
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
})
const Schema = z.object({
  type: z.string().optional(),
  format: z.string().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
})
const Operation = z.object({
  summary: z.string(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        description: z.string().optional(),
        schema: Schema,
      }),
    )
    .default([]),
  requestBody: z.unknown().optional(),
})
type Operation = z.infer<typeof Operation>

/** A readable page of the interface, made of its OpenAPI document. */
export function createDocs(document: () => unknown): Hono {
  const docs = new Hono()
  docs.use(pageHeaders())
  docs.route('/assets', assets.routes)
  docs.get('/', (c) => sendPage(c, <Docs document={Document.parse(document())} />))
  return docs
}

function Docs({ document }: { document: z.infer<typeof Document> }) {
  return (
    <Page language="en" title="Tipthread API" styles={[assets.url('docs.css')]}>
      <main>
        <h1>Tipthread API</h1>
        <p>
          Every request carries <code>Authorization: Bearer TOKEN</code>; an operator makes one with{' '}
          <code>tipthread token add NAME --role ROLE</code>. Errors are problem details (RFC 9457).
          Lists answer <code>items</code> and <code>next_cursor</code>, to be passed as{' '}
          <code>cursor</code>. The same as a document for programs:{' '}
          <a href="/api/openapi.json">openapi.json</a>.
        </p>
        {Object.entries(document.paths).flatMap(([path, methods]) =>
          Object.entries(methods).map(([method, operation]) => (
            <Endpoint path={path} method={method} operation={Operation.parse(operation)} />
          )),
        )}
        <h2>Schemas</h2>
        {Object.entries(document.components.schemas).map(([name, schema]) => (
          <section>
            <h3 id={name}>{name}</h3>
            <Code value={schema} />
          </section>
        ))}
      </main>
    </Page>
  )
}

function Endpoint(props: { path: string; method: string; operation: Operation }) {
  const { parameters, requestBody, summary } = props.operation
  return (
    <section>
      <h2>
        <code>
          <b>{props.method.toUpperCase()}</b> /api{props.path}
        </code>
      </h2>
      <p>{summary}</p>
      {parameters.length > 0 && (
        <dl>
          {parameters.map((parameter) => (
            <>
              <dt>
                <code>{parameter.name}</code>
              </dt>
              <dd>
                {parameter.description} <Values schema={parameter.schema} />
              </dd>
            </>
          ))}
        </dl>
      )}
      {requestBody !== undefined && <Code value={requestBody} />}
    </section>
  )
}

function Values({ schema }: { schema: z.infer<typeof Schema> }) {
  const { type, format, minimum, maximum } = schema
  if (schema.enum) {
    return (
      <>
        {schema.enum.map((value) => (
          <>
            <code>{value}</code>{' '}
          </>
        ))}
      </>
    )
  }
  const range = minimum !== undefined && maximum !== undefined && `, ${minimum} to ${maximum}`
  return <i>{`${format ?? type ?? ''}${range || ''}`}</i>
}

function Code({ value }: { value: unknown }) {
  return (
    <pre tabindex={0}>
      <code>{JSON.stringify(value, null, 2)}</code>
    </pre>
  )
}
