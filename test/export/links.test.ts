import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endLinks, openLink } from '../../src/evidence/upload/link.ts'
import { linkToken } from '../../src/evidence/upload/token.ts'
import { holdsToken, withoutTokens, workingTokens } from '../../src/export/links.ts'
import { beginParcel } from '../../src/export/package.ts'
import type { ExportRequest } from '../../src/export/request.ts'
import { openDataKey } from '../../src/seal/keys.ts'
import { sendUploadLink } from '../../src/threads/upload-link.ts'
import { tools } from '../../src/workshop/exporter.ts'
import { verifyAt } from '../../src/workshop/verify-package.ts'
import { writeFolder } from '../../src/workshop/write-folder.ts'
import { openTestNode, type TestNode } from '../support/node.ts'
import { tellInArabic, type Told } from './arabic-tip.ts'

const plain: ExportRequest = {
  ...{ by: 'command', language: 'en', identity: false, unmasked: false, to: [] },
}
const identity = {
  ...{ identity: true, reason: 'Court order 26-1' },
  to: ['age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'],
}

let node: TestNode
let told: Told
let home = ''
let token = ''
beforeAll(async () => {
  node = await openTestNode()
  home = await mkdtemp(join(tmpdir(), 'tipthread-links-'))
  told = await tellInArabic(node.deps)
  await sendUploadLink(node.deps, told.row.id, 'system')
  const { rows } = await sql<{ id: string }>`select id from upload_link
    where thread_id = ${told.row.thread_id} limit 1`.execute(node.deps.db)
  token = linkToken(openDataKey(node.deps.keys, told.row.key!), rows[0]?.id ?? '')
}, 120_000)
afterAll(async () => {
  await node.close()
  await rm(home, { recursive: true, force: true })
})

async function pack(wish: Partial<ExportRequest> = {}): Promise<{ bag: string; all: string }> {
  const bag = join(home, randomUUID())
  const { files } = await beginParcel(node.deps, tools, told.row, { ...plain, ...wish })
  await writeFolder(bag, files)
  const entries = await readdir(bag, { recursive: true, withFileTypes: true })
  const texts = entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8'))
  return { bag, all: (await Promise.all(texts)).join('\n') }
}

test.each([
  ['the package', {}],
  ['the bag of identity', identity],
])('a link that still works does not leave with %s', async (_, wish) => {
  expect(await openLink(node.deps, token)).toMatchObject({ tip_id: told.row.id })
  const { bag, all } = await pack(wish)
  expect(all).not.toContain(token)
  expect((await verifyAt(bag)).wrong).toEqual([])
})

test('a mark stands in its place, and the hash of the message as it was sealed is told', async () => {
  const { bag, all } = await pack()
  expect(all).toContain('/u/[withheld]··')
  const withheld = JSON.parse(await readFile(join(bag, 'data/withheld.json'), 'utf8'))
  const [link] = withheld.filter(({ what }: { what: string }) => what === 'link')
  const payload = withheld.find(
    ({ what, id }: { what: string; id: string }) => what === 'payload' && id === link.id,
  )
  expect(payload).toMatchObject({ why: 'link' })
  const events = await readFile(join(bag, 'data/custody/events.jsonl'), 'utf8')
  expect(events).toContain(payload.sha256)
})

test('however it was typed, and nothing else', async () => {
  const tokens = await workingTokens(node.deps, told.row.thread_id)
  const [a, b, c] = [token.slice(0, 4), token.slice(4, 8), token.slice(8)]
  for (const typed of [token, token.toUpperCase(), `${a}-${b}-${c}`, `here:${token}.`]) {
    expect(holdsToken(typed, tokens), typed).toBe(true)
  }
  for (const other of ['international', randomUUID(), `${token}x`]) {
    expect(withoutTokens([other], tokens)).toEqual([other])
  }
})

test('once the link is ended the message leaves to the byte', async () => {
  await endLinks(node.deps, told.row, 'command')
  expect(await openLink(node.deps, token)).toBe('ended')
  const { bag, all } = await pack()
  expect(all).toContain(token)
  expect(all).not.toContain('/u/[withheld]')
  expect((await verifyAt(bag)).wrong).toEqual([])
})
