import type { Deps } from '../deps.ts'
import type { ToldEvent } from '../ledger/history/store.ts'
import { type Ledgered, sealedEvents } from './custody.ts'
import type { Dossier } from './dossier.ts'
import { type Entry, linesEntry } from './entry.ts'
import { exhibitName, exhibitPath } from './exhibits.ts'

/** Prefixes of CASE 1.4 and UCO 1.4 (caseontology.org); `kb:` is this package. */
const context = {
  kb: 'urn:uuid:',
  'case-investigation': 'https://ontology.caseontology.org/case/investigation/',
  'uco-action': 'https://ontology.unifiedcyberontology.org/uco/action/',
  'uco-core': 'https://ontology.unifiedcyberontology.org/uco/core/',
  'uco-identity': 'https://ontology.unifiedcyberontology.org/uco/identity/',
  'uco-observable': 'https://ontology.unifiedcyberontology.org/uco/observable/',
  'uco-types': 'https://ontology.unifiedcyberontology.org/uco/types/',
  'uco-vocabulary': 'https://ontology.unifiedcyberontology.org/uco/vocabulary/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
}

/** The exhibits and what was done to them as CASE/UCO, the exchange format of digital forensics. */
export function caseFile(deps: Pick<Deps, 'db'>, told: Ledgered, dossier: Dossier): Entry {
  return linesEntry('data/custody/case.jsonld', lines(deps, told, dossier))
}

async function* lines(
  deps: Pick<Deps, 'db'>,
  told: Ledgered,
  dossier: Dossier,
): AsyncGenerator<string> {
  yield `{ "@context": ${JSON.stringify(context)},`
  yield '"@graph": ['
  const exhibits = dossier.exhibits.map(exhibitNode)
  const provenance = dossier.exhibits.flatMap((exhibit) => provenanceNode(dossier, exhibit))
  const nodes = [performerNode(dossier), ...exhibits, ...provenance]
  yield nodes.map((node) => JSON.stringify(node)).join(',\n')
  const known = new Set(dossier.exhibits.map(({ id }) => id))
  for await (const events of sealedEvents(deps, told)) {
    for (const event of events) yield `,${JSON.stringify(actionNode(event, dossier, known))}`
  }
  yield ']}'
}

function performerNode({ row, line }: Dossier) {
  return {
    '@id': `kb:${row.id}`,
    '@type': 'uco-identity:Organization',
    'uco-core:name': line.agency,
  }
}

function exhibitNode(exhibit: Dossier['exhibits'][number]) {
  const { id, size, mime, sha256, sha512 } = exhibit
  const hashes = { SHA256: sha256, SHA512: sha512 }
  return {
    '@id': `kb:${id}`,
    '@type': 'uco-observable:File',
    'uco-core:hasFacet': {
      '@type': 'uco-observable:ContentDataFacet',
      ...(mime && { 'uco-observable:mimeType': mime }),
      ...(size !== null && {
        'uco-observable:sizeInBytes': { '@type': 'xsd:integer', '@value': String(size) },
      }),
      'uco-observable:hash': Object.entries(hashes).flatMap(([method, value]) =>
        value ? [hashNode(method, value)] : [],
      ),
    },
  }
}

function hashNode(method: string, value: string) {
  return {
    '@type': 'uco-types:Hash',
    'uco-types:hashMethod': { '@type': 'uco-vocabulary:HashNameVocab', '@value': method },
    'uco-types:hashValue': { '@type': 'xsd:hexBinary', '@value': value },
  }
}

function provenanceNode(dossier: Dossier, exhibit: Dossier['exhibits'][number]) {
  const path = exhibitPath(dossier, exhibit)
  if (!path) return []
  return [
    {
      '@id': `kb:${exhibit.id}-provenance`,
      '@type': 'case-investigation:ProvenanceRecord',
      'case-investigation:exhibitNumber': exhibitName(exhibit),
      'uco-core:description': path,
      'uco-core:object': { '@id': `kb:${exhibit.id}` },
    },
  ]
}

/** An event of the ledger. `uco-core:externalReference` would claim more: the number is its id there. */
function actionNode(event: ToldEvent, { row }: Dossier, known: Set<string>) {
  const { id, action, at, actor, objects } = event
  const named = Object.values(objects as { id: string }[]).filter((one) => known.has(one.id))
  return {
    '@id': `kb:${row.id}-event-${id}`,
    '@type': 'case-investigation:InvestigativeAction',
    'uco-core:name': action,
    'uco-core:description': `Event ${id} of the ledger, by ${actor}`,
    'uco-action:startTime': { '@type': 'xsd:dateTime', '@value': at.toISOString() },
    'uco-action:performer': { '@id': `kb:${row.id}` },
    ...(named.length > 0 && {
      'uco-action:object': named.map((one) => ({ '@id': `kb:${one.id}` })),
    }),
  }
}
