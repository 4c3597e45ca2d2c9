import type { Deps } from '../deps.ts'
import { Failure } from '../errors.ts'
import type { TipRow } from '../tips/store.ts'
import type { ExportRequest } from './request.ts'

/** A package as the answer to a request. Throws `not-here` where no process can make one. */
export async function deliverPackage(
  deps: Deps,
  tip: TipRow,
  request: ExportRequest,
): Promise<Response> {
  if (!deps.exporter) {
    const words = 'Packages are made by the Node server, or by: tipthread export CODE --out FOLDER'
    throw new Failure('not-here', words)
  }
  const { name, type, bytes } = await deps.exporter.pack(deps, tip, request)
  return new Response(bytes, {
    headers: {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${name}"`,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    },
  })
}
