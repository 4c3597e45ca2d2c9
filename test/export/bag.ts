import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What RFC 8493 says of a bag, checked without a word of the code that writes them. */
export async function faultsOfBag(folder: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  const text = (path: string) => readFile(join(folder, path), 'utf8').catch(() => '')
  const faults: string[] = []
  const declaration = /^BagIt-Version: 1\.0\nTag-File-Character-Encoding: UTF-8\n?$/
  if (!declaration.test(await text('bagit.txt'))) faults.push('bagit.txt')
  for (const kind of ['manifest', 'tagmanifest']) {
    for (const algorithm of ['sha256', 'sha512']) {
      const listed = new Map(readManifest(await text(`${kind}-${algorithm}.txt`)))
      const due = files.filter((path) =>
        kind === 'manifest' ? path.startsWith('data/') : isTag(path),
      )
      for (const path of due) if (!listed.has(path)) faults.push(`${path} is not listed`)
      for (const [path, hash] of listed) {
        const bytes = await readFile(join(folder, path)).catch(() => undefined)
        const same = bytes && createHash(algorithm).update(bytes).digest('hex') === hash
        if (!same) faults.push(`${path} differs`)
      }
    }
  }
  const payload = await Promise.all(
    files.filter((path) => path.startsWith('data/')).map((path) => readFile(join(folder, path))),
  )
  const octets = payload.reduce((sum, bytes) => sum + bytes.length, 0)
  const info = await text('bag-info.txt')
  if (!info.includes(`Payload-Oxum: ${octets}.${payload.length}\n`)) faults.push('Payload-Oxum')
  for (const line of info.split('\n').slice(0, -1)) {
    if (!/^[A-Za-z-]+: \S/.test(line)) faults.push(`bag-info.txt: ${line}`)
  }
  return faults
}

/** Tag files that a tag manifest has to list; it lists neither itself nor what is over it. */
function isTag(path: string): boolean {
  return !path.startsWith('data/') && !path.startsWith('tagmanifest-')
}

function readManifest(text: string): [string, string][] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [, hash = '', path = ''] = /^([0-9a-f]+)\s+(\S.*)$/.exec(line) ?? []
      return [path, hash]
    })
}
