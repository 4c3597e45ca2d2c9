import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { openPromise } from 'yauzl'

/** Unpacks a zip file as any tool would, and gives the names of what was in it. */
export async function unzip(path: string, folder: string): Promise<string[]> {
  const names: string[] = []
  const zip = await openPromise(path, { lazyEntries: true })
  for await (const entry of zip.eachEntry()) {
    const place = join(folder, entry.fileName)
    await mkdir(dirname(place), { recursive: true })
    await writeFile(place, await buffer(await zip.openReadStreamPromise(entry)))
    names.push(entry.fileName)
  }
  return names
}
