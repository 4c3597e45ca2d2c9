import { makeZip } from 'client-zip'
import type { Entry } from '../export/entry.ts'
import { beginParcel, type Tools } from '../export/package.ts'
import { encrypterFor } from '../export/permit.ts'
import type { Exporter } from '../export/request.ts'
import { createPress } from './press.ts'
import verifier from './verify.mjs?raw'

/** What Node brings to a package. */
export const tools: Tools = { press: createPress(), verifier }

/** Packs tips into one file each, while they are sent. */
export const exporter: Exporter = {
  async pack(deps, tip, request) {
    const { name, files } = await beginParcel(deps, tools, tip, request)
    const zip = makeZip(zipFiles(name, files, new Date(deps.now())))
    if (request.to.length === 0) return { name: `${name}.zip`, type: 'application/zip', bytes: zip }
    const bytes = await encrypterFor(request.to).encrypt(zip)
    return { name: `${name}.zip.age`, type: 'application/octet-stream', bytes }
  },
}

/** One folder at the top, as RFC 8493 asks of a packed bag. */
async function* zipFiles(name: string, files: AsyncIterable<Entry>, lastModified: Date) {
  for await (const { path, body } of files) {
    yield { name: `${name}/${path}`, input: body, lastModified }
  }
}
