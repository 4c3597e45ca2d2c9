import certificate13 from '../../locales/package/fre-902-13.txt?raw'
import certificate14 from '../../locales/package/fre-902-14.txt?raw'
import identityReadme from '../../locales/package/identity.txt?raw'
import readme from '../../locales/package/readme.txt?raw'
import software from '../../package.json' with { type: 'json' }
import type { Dossier } from './dossier.ts'
import type { Entry } from './entry.ts'
import { exhibitName, exhibitPath } from './exhibits.ts'

/** The version that made a package. */
export const softwareVersion = software.version

/** What the words of a package name. */
export interface Named {
  bag: string
  /** How many events of the tip are in it. */
  events: number
}

/** What to read first. */
export function readmeFile(dossier: Dossier): Entry {
  const text = dossier.request.identity ? identityReadme : readme
  return { path: 'README.txt', body: fill(text, valuesOf(dossier)) }
}

/** Certificates to be completed and signed; what only a person can say is left open in brackets. */
export function* certificateFiles(dossier: Dossier, named: Named): Generator<Entry> {
  const { checkpoint } = dossier
  const values = {
    ...valuesOf(dossier),
    bag: named.bag,
    events: String(named.events),
    size: String(checkpoint.size),
    root: Buffer.from(checkpoint.root).toString('base64'),
    exhibits:
      dossier.exhibits.flatMap((exhibit) => exhibitLines(dossier, exhibit)).join('\n\n') || 'None.',
  }
  const folder = 'data/certificates'
  yield { path: `${folder}/fre-902-13.txt`, body: fill(certificate13, values) }
  yield { path: `${folder}/fre-902-14.txt`, body: fill(certificate14, values) }
}

function exhibitLines(dossier: Dossier, exhibit: Dossier['exhibits'][number]): string[] {
  const path = exhibitPath(dossier, exhibit)
  if (!path) return []
  const { id, size, received_at, copy_grade, sha256 } = exhibit
  return [
    `Exhibit ${exhibitName(exhibit)}: ${path}
  ${size} bytes, received ${received_at}, copy grade ${copy_grade}
  SHA-256 ${sha256}
  Event object.hashed, file ${id}`,
  ]
}

function valuesOf({ tip, line, made_at }: Dossier): Record<string, string> {
  const { code, channel } = tip
  const made = new Date(made_at).toISOString()
  const version = softwareVersion
  return { code, channel, line: line.name, agency: line.agency, made_at: made, version }
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')
}
